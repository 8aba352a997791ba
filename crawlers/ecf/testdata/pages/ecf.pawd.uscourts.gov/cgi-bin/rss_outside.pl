<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Western District of Pennsylvania - Recent Entries</title>
<link>https://ecf.pawd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:10:00 EST</lastBuildDate>

<item>
<title>2:26-cv-02009 Chen v. Schedule A</title>
<link>https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?301777</link>
<description>[Patent/Trademark Documents - Complaint] (&#x3C;a href=&#x22;https://ecf.pawd.uscourts.gov/doc1/15718200302?caseid=301777&#x26;de_seq_num=7&#x22; &#x3E;2&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?301777&#x26;7</guid>
<pubDate>Tue, 24 Nov 2026 14:33:10 EST</pubDate>
</item>
<item>
<title>2:26-cv-02009 Chen v. Schedule A</title>
<link>https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?301777</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.pawd.uscourts.gov/doc1/15718200299?caseid=301777&#x26;de_seq_num=2&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?301777&#x26;2</guid>
<pubDate>Tue, 24 Nov 2026 14:31:44 EST</pubDate>
</item>
<item>
<title>2:26-cv-01999 A. v. County of Allegheny</title>
<link>https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?301700</link>
<description>[Order] </description>
<guid isPermaLink="true">https://ecf.pawd.uscourts.gov/cgi-bin/DktRpt.pl?301700&#x26;9</guid>
<pubDate>Tue, 24 Nov 2026 14:20:00 XYT</pubDate>
</item>
</channel>
</rss>
