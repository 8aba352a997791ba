<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Northern District of Georgia - Recent Entries</title>
<link>https://ecf.gand.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:54:00 GMT</lastBuildDate>

<item>
<title>1:17-cv-00431 Atlantic Recording Corporation et al v. Spinrilla, LLC et al</title>
<link>https://ecf.gand.uscourts.gov/cgi-bin/DktRpt.pl?234816</link>
<description>[Order] (&#x3C;a href=&#x22;https://ecf.gand.uscourts.gov/doc1/05515990012?caseid=234816&#x26;de_seq_num=1480&#x22; &#x3E;402&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.gand.uscourts.gov/cgi-bin/DktRpt.pl?234816&#x26;1480</guid>
<pubDate>Mon, 22 Apr 2024 10:00:00 GMT</pubDate>
</item>
</channel>
</rss>
