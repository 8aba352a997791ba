<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Southern District of Florida - Recent Entries</title>
<link>https://ecf.flsd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:15:02 GMT</lastBuildDate>

<item>
<title>1:26-cv-21795-XYZ Louis Vuitton Malletier v. 21860647 et al</title>
<link>https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667315</link>
<description>[Form AO 120/121] (&#x3C;a href=&#x22;https://ecf.flsd.uscourts.gov/doc1/051127000104?caseid=667315&#x26;de_seq_num=12&#x22; &#x3E;4&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667315&#x26;12</guid>
<pubDate>Tue, 24 Nov 2026 18:22:31 GMT</pubDate>
</item>
<item>
<title>1:26-cv-21795-XYZ Louis Vuitton Malletier v. 21860647 et al</title>
<link>https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667315</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.flsd.uscourts.gov/doc1/051127000101?caseid=667315&#x26;de_seq_num=1&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667315&#x26;1</guid>
<pubDate>Tue, 24 Nov 2026 18:20:05 GMT</pubDate>
</item>
<item>
<title>0:26-cv-60228 Pools &amp;#38; Spas, Inc. v. FUNDERZ.NET, LLC</title>
<link>https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667002</link>
<description>[Motion to Dismiss] (&#x3C;a href=&#x22;https://ecf.flsd.uscourts.gov/doc1/051126999001?caseid=667002&#x26;de_seq_num=31&#x22; &#x3E;9&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667002&#x26;31</guid>
<pubDate>Tue, 24 Nov 2026 17:00:00 GMT</pubDate>
</item>
<item>
<title>0:26-cv-60228 Pools &amp;#38; Spas, Inc. v. FUNDERZ.NET, LLC</title>
<link>https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667002</link>
<description>[Order] </description>
<guid isPermaLink="true">https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?667002&#x26;29</guid>
<pubDate>Tue, 24 Nov 2026 16:59:59 GMT</pubDate>
</item>
</channel>
</rss>
