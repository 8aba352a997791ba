<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Eastern District of Texas - Recent Entries</title>
<link>https://ecf.txed.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:10:00 CST</lastBuildDate>

<item>
<title>4:26-cv-00922-ALM Yang v. Does 1-89</title>
<link>https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?231004</link>
<description>[Notice of Filing of Patent/Trademark Form (AO 120)] (&#x3C;a href=&#x22;https://ecf.txed.uscourts.gov/doc1/17514400044?caseid=231004&#x26;de_seq_num=5&#x22; &#x3E;3&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?231004&#x26;5</guid>
<pubDate>Tue, 24 Nov 2026 09:12:00 CST</pubDate>
</item>
<item>
<title>4:26-cv-00922-ALM Yang v. Does 1-89</title>
<link>https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?231004</link>
<description>[Motion for TRO] (&#x3C;a href=&#x22;https://ecf.txed.uscourts.gov/doc1/17514400041?caseid=231004&#x26;de_seq_num=4&#x22; &#x3E;2&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?231004&#x26;4</guid>
<pubDate>Tue, 24 Nov 2026 09:11:00 CST</pubDate>
</item>
<item>
<title>2:26-cv-00044-JRG-RSP Pherah LLC v. Freshdesk Inc.</title>
<link>https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?230001</link>
<description>[Order on Motion to Dismiss] (&#x3C;a href=&#x22;https://ecf.txed.uscourts.gov/doc1/17514390000?caseid=230001&#x26;de_seq_num=40&#x22; &#x3E;22&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.txed.uscourts.gov/cgi-bin/DktRpt.pl?230001&#x26;40</guid>
<pubDate>Tue, 24 Nov 2026 08:00:00 CST</pubDate>
</item>
</channel>
</rss>
