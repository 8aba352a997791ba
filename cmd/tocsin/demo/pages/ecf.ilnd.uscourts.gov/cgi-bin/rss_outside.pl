<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Northern District of Illinois - Recent Entries</title>
<link>https://ecf.ilnd.uscourts.gov</link>
<description>Docket entries of type: all</description>
<lastBuildDate>Mon, 22 Apr 2024 14:56:00 GMT</lastBuildDate>

<item>
<title>1:24-cv-02614 Grumpy Cat Limited v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?453920</link>
<description>[motion for temporary restraining order] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/06712345678?caseid=453920&#x26;de_seq_num=61&#x22; &#x3E;18&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?453920&#x26;61</guid>
<pubDate>Mon, 22 Apr 2024 14:05:00 GMT</pubDate>
</item>
<item>
<title>1:24-cv-02614 Grumpy Cat Limited v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?453920</link>
<description>[Patent/Trademark report] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/06712345102?caseid=453920&#x26;de_seq_num=30&#x22; &#x3E;9&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?453920&#x26;30</guid>
<pubDate>Mon, 22 Apr 2024 11:50:00 GMT</pubDate>
</item>
<item>
<title>1:24-cv-02015 Roadget Business PTE. LTD. v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?452377</link>
<description>[sealed document] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/06712345611?caseid=452377&#x26;de_seq_num=74&#x22; &#x3E;22&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?452377&#x26;74</guid>
<pubDate>Mon, 22 Apr 2024 13:45:00 GMT</pubDate>
</item>
<item>
<title>1:23-cv-16800 A. B. v. Commissioner of Social Security</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?449001</link>
<description>[order] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/06712345700?caseid=449001&#x26;de_seq_num=81&#x22; &#x3E;27&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?449001&#x26;81</guid>
<pubDate>Mon, 22 Apr 2024 14:40:00 GMT</pubDate>
</item>
<item>
<title>1:22-cr-00301 USA v. C. D.</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?411870</link>
<description>[minute entry]</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?411870&#x26;402</guid>
<pubDate>Mon, 22 Apr 2024 14:29:00 GMT</pubDate>
</item>
<item>
<title>1:22-cv-04635 Florida State University et al v. The Individuals, Partnerships and Unincorporated Associations Identified on Schedule A</title>
<link>https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?418822</link>
<description>[notice of voluntary dismissal] (&#x3C;a href=&#x22;https://ecf.ilnd.uscourts.gov/doc1/06712100455?caseid=418822&#x26;de_seq_num=212&#x22; &#x3E;64&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?418822&#x26;212</guid>
<pubDate>Mon, 11 Mar 2024 16:02:09 GMT</pubDate>
</item>
</channel>
</rss>
