<?xml version="1.0" encoding="ISO-8859-1"?>

<rss version="2.0"
>

<channel>
<title>Southern District of New York - Recent Entries</title>
<link>https://ecf.nysd.uscourts.gov</link>
<description>Docket entries of type: adr,answer,appeal,cmp,motion,notice,order</description>
<lastBuildDate>Tue, 24 Nov 2026 20:15:02 GMT</lastBuildDate>

<item>
<title>1:26-cv-02099 OFF-WHITE LLC v. A445995685, et al.</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?490554</link>
<description>[Preliminary Injunction] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127022001234?caseid=490554&#x26;de_seq_num=61&#x22; &#x3E;44&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?490554&#x26;61</guid>
<pubDate>Tue, 24 Nov 2026 20:09:24 GMT</pubDate>
</item>
<item>
<title>1:26-cv-02099 OFF-WHITE LLC v. A445995685, et al.</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?490554</link>
<description>[Complaint] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127022001101?caseid=490554&#x26;de_seq_num=22&#x22; &#x3E;16&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?490554&#x26;22</guid>
<pubDate>Tue, 24 Nov 2026 20:01:12 GMT</pubDate>
</item>
<item>
<title>1:26-cv-02099 OFF-WHITE LLC v. A445995685, et al.</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?490554</link>
<description>[AO 120 Form Trademark - Case Opening - Submitted] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127022001104?caseid=490554&#x26;de_seq_num=23&#x22; &#x3E;17&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?490554&#x26;23</guid>
<pubDate>Tue, 24 Nov 2026 20:01:12 GMT</pubDate>
</item>
<item>
<title>1:25-cv-08956-JGK Strike 3 Holdings, LLC v. Doe</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?483953</link>
<description>[Dismiss] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127021990007?caseid=483953&#x26;de_seq_num=15&#x22; &#x3E;11&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?483953&#x26;15</guid>
<pubDate>Tue, 24 Nov 2026 19:40:00 GMT</pubDate>
</item>
<item>
<title>1:25-cv-08956-JGK Strike 3 Holdings, LLC v. Doe</title>
<link>https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?483953</link>
<description>[~Util - Set Deadlines] (&#x3C;a href=&#x22;https://ecf.nysd.uscourts.gov/doc1/127021990007?caseid=483953&#x26;de_seq_num=15&#x22; &#x3E;11&#x3C;/a&#x3E;)</description>
<guid isPermaLink="true">https://ecf.nysd.uscourts.gov/cgi-bin/DktRpt.pl?483953&#x26;15</guid>
<pubDate>Tue, 24 Nov 2026 19:40:00 GMT</pubDate>
</item>
</channel>
</rss>
