<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Southern District of New York - Recent Entries</title>
<link>https://ecf.nysd.uscourts.gov</link>
<description>Docket entries of type: answer,appeal,cmp,motion,notice,order</description>
<lastBuildDate>Mon, 22 Apr 2024 14:59:00 GMT</lastBuildDate>

<item>
<title>1:21-cv-03628 Off-White LLC v. a18059750343 et al</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?558801</link>
<description>[Default Judgment] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127135550011?caseid=558801&#x26;de_seq_num=188&#x22; &#x3E;61&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?558801&#x26;188</guid>
<pubDate>Mon, 22 Apr 2024 14:20:00 GMT</pubDate>
</item>
<item>
<title>1:21-cv-05857 Allstar Marketing Group, LLC v. Aoyatex Co., Ltd. et al</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?563204</link>
<description>[Order] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127135549900?caseid=563204&#x26;de_seq_num=301&#x22; &#x3E;98&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?563204&#x26;301</guid>
<pubDate>Mon, 22 Apr 2024 13:58:00 GMT</pubDate>
</item>
<item>
<title>1:24-cv-02811 G. H. v. City of New York</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?619800</link>
<description>[Order] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127135550098?caseid=619800&#x26;de_seq_num=31&#x22; &#x3E;12&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?619800&#x26;31</guid>
<pubDate>Mon, 22 Apr 2024 14:48:00 GMT</pubDate>
</item>
<item>
<title>1:24-cv-02811 G. H. v. City of New York</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?619800</link>
<description>[~Util - Set Deadlines] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127135550098?caseid=619800&#x26;de_seq_num=32&#x22; &#x3E;12&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?619800&#x26;32</guid>
<pubDate>Mon, 22 Apr 2024 14:48:00 GMT</pubDate>
</item>
<item>
<title>1:22-cv-07848 DKH Retail Limited v. 1NFINITY et al</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?585220</link>
<description>[Clerk's Certificate of Default] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127135549701?caseid=585220&#x26;de_seq_num=402&#x22; &#x3E;140&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?585220&#x26;402</guid>
<pubDate>Mon, 22 Apr 2024 13:30:00 GMT</pubDate>
</item>
</channel>
</rss>
