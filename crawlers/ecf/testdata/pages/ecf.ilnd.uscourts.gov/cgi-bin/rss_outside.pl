<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Northern District of Illinois - Recent Entries</title>
<link>https://ecf.ilnd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:15:02 GMT</lastBuildDate>

<item>
<title>1:26-cv-02614 Grumpy Cat Limited v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871</link>
<description>[temporary restraining order] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/067131400123?caseid=455871&#x26;de_seq_num=44&#x22; &#x3E;16&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871&#x26;44</guid>
<pubDate>Tue, 24 Nov 2026 19:58:41 GMT</pubDate>
</item>
<item>
<title>1:26-cv-02614 Grumpy Cat Limited v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871</link>
<description>[sealed document] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/067131399001?caseid=455871&#x26;de_seq_num=19&#x22; &#x3E;5&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871&#x26;19</guid>
<pubDate>Tue, 24 Nov 2026 16:12:07 GMT</pubDate>
</item>
<item>
<title>1:26-cv-02614 Grumpy Cat Limited v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871</link>
<description>[Patent/Trademark report] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/067131398990?caseid=455871&#x26;de_seq_num=15&#x22; &#x3E;4&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871&#x26;15</guid>
<pubDate>Tue, 24 Nov 2026 16:10:30 GMT</pubDate>
</item>
<item>
<title>1:26-cv-02614 Grumpy Cat Limited v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871</link>
<description>[complaint] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/067131398800?caseid=455871&#x26;de_seq_num=3&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455871&#x26;3</guid>
<pubDate>Tue, 24 Nov 2026 16:02:11 GMT</pubDate>
</item>
<item>
<title>1:25-cv-07933 Courthouse News Service v. B.</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?441208</link>
<description>[set/reset hearings] </description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?441208&#x26;101</guid>
<pubDate>Tue, 24 Nov 2026 15:31:00 GMT</pubDate>
</item>
<item>
<title>1:25-cv-07933 Courthouse News Service v. B.</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?441208</link>
<description>[minute entry] </description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?441208&#x26;100</guid>
<pubDate>Tue, 24 Nov 2026 15:31:00 GMT</pubDate>
</item>
<item>
<title>1:26-cr-00171-2 USA v. K. et al</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?450018</link>
<description>[terminated case] </description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?450018&#x26;88</guid>
<pubDate>Tue, 24 Nov 2026 14:00:10 GMT</pubDate>
</item>
</channel>
</rss>
