<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>District of New Jersey - Recent Entries</title>
<link>https://ecf.njd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:15:02 GMT</lastBuildDate>

<item>
<title>3:26-cv-00651 Café Números S.A. v. M.</title>
<link>https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?512001</link>
<description>[AO121 Copyright Form] (&#x3C;a href=&#x22;https://ecf.njd.uscourts.gov/doc1/119116500022?caseid=512001&#x26;de_seq_num=4&#x22; &#x3E;2&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?512001&#x26;4</guid>
<pubDate>Tue, 24 Nov 2026 19:00:00 GMT</pubDate>
</item>
<item>
<title>2:26-cv-00651 Toho Co., Ltd. v. &lt;b&gt;Kaiju&lt;/b&gt; Toys&#x202E; Store et al</title>
<link>https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?511999</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.njd.uscourts.gov/doc1/119116500001?caseid=511999&#x26;de_seq_num=1&#x22; &#x3E;1&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?511999&#x26;1</guid>
<pubDate>Tue, 24 Nov 2026 18:58:00 GMT</pubDate>
</item>
<item>
<title>2:26-~gr-00007 </title>
<link>https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?511998</link>
<description>[Order] </description>
<guid isPermaLink="true">https://ecf.njd.uscourts.gov/cgi-bin/DktRpt.pl?511998&#x26;1</guid>
<pubDate>Tue, 24 Nov 2026 18:57:00 GMT</pubDate>
</item>
</channel>
</rss>
