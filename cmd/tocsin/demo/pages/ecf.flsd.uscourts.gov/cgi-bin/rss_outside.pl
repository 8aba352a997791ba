<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Southern District of Florida - Recent Entries</title>
<link>https://ecf.flsd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:58:00 GMT</lastBuildDate>

<item>
<title>0:23-cv-62209 Louis Vuitton Malletier v. The Individuals, Business Entities, and Unincorporated Associations Identified on Schedule A</title>
<link>https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?658087</link>
<description>[Order Adopting Report and Recommendations] (&#x3C;a href=&#x22;https://ecf.flsd.uscourts.gov/doc1/051126850321?caseid=658087&#x26;de_seq_num=139&#x22; &#x3E;37&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?658087&#x26;139</guid>
<pubDate>Sun, 21 Apr 2024 14:40:00 GMT</pubDate>
</item>
<item>
<title>1:24-cv-21400 E. F. v. Carnival Corporation</title>
<link>https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?666120</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.flsd.uscourts.gov/doc1/051126850777?caseid=666120&#x26;de_seq_num=3&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.flsd.uscourts.gov/cgi-bin/DktRpt.pl?666120&#x26;3</guid>
<pubDate>Mon, 22 Apr 2024 14:45:00 GMT</pubDate>
</item>
</channel>
</rss>
