<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>District of Delaware - Recent Entries</title>
<link>https://ecf.ded.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Tue, 24 Nov 2026 20:15:02 GMT</lastBuildDate>

<item>
<title>1:26-cv-00321-UNA Ideavillage Products Corp. v. Bling Boutique Store et al</title>
<link>https://ecf.ded.uscourts.gov/cgi-bin/DktRpt.pl?84523</link>
<description>[Patent/Trademark Report to Commissioner] (&#x3C;a href=&#x22;https://ecf.ded.uscourts.gov/doc1/04316800020?caseid=84523&#x26;de_seq_num=4&#x22; &#x3E;3&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ded.uscourts.gov/cgi-bin/DktRpt.pl?84523&#x26;4</guid>
<pubDate>Tue, 24 Nov 2026 19:30:00 GMT</pubDate>
</item>
<item>
<title>1:26-cv-00321-UNA Ideavillage Products Corp. v. Bling Boutique Store et al</title>
<link>https://ecf.ded.uscourts.gov/cgi-bin/DktRpt.pl?84523</link>
<description>[Compl