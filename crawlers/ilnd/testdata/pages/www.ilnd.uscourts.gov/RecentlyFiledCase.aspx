<!DOCTYPE html>
<html lang="en">
<head><title>
	United States District Court, Northern District of Illinois
</title><script>var menu = "<ul></ul>";</script></head>
<body>
<form method="post" action="./RecentlyFiledCase.aspx" id="form1">
<div class="aspNetHidden">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKLTEyMzQ1Njc4OQ9kFgICAw9kFgICAQ88KwARAwAPFbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb==" />
<input type="hidden" name="__VIEWSTATEGENERATOR" id="__VIEWSTATEGENERATOR" value="5C1A2B3D" />
<input type="hidden" name="__VIEWSTATEENCRYPTED" id="__VIEWSTATEENCRYPTED" value="" />
<input type="hidden" name="__EVENTVALIDATION" id="__EVENTVALIDATION" value="/wEdAAYjwwwwwwwwwwwwwwwwwwwwwwwwwwwwww=" />
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />
<input type="hidden" name="__LASTFOCUS" id="__LASTFOCUS" value="" />
</div>
<input name="ctl00$Search" type="text" id="Search" /><input type="submit" name="ctl00$Go" value="Search" />
<h2>Recently Filed Cases</h2>
<div>
	<table cellspacing="0" rules="all" border="1" id="ContentPlaceHolder1_GridView1" style="border-collapse:collapse;">
		<tr>
			<th scope="col"><a href="javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$GridView1&#39;,&#39;Sort$DocketNo&#39;)">Docket No</a></th>
			<th scope="col"><a href="javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$GridView1&#39;,&#39;Sort$CaseName&#39;)">Case Name</a></th>
			<th scope="col"><a href="javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$GridView1&#39;,&#39;Sort$Judge&#39;)">Judge</a></th>
			<th scope="col"><a href="javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$GridView1&#39;,&#39;Sort$DateFiled&#39;)">Date Filed</a></th>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?458201" target="_blank">1:24-cv-02614</a></td><td>Grumpy Cat Limited v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</td><td>Honorable Jordan A. Whitfield</td><td>04/01/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?458199" target="_blank">1:24-cv-02613</a></td><td>XYZ Corporation v. The Partnerships and Unincorporated Associations Identified on Schedule &quot;A&quot;</td><td>Honorable Maria T. Delgado</td><td>04/01/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?458198" target="_blank">1:24-cv-02612</a></td><td>SEALED v. SEALED</td><td>Honorable Maria T. Delgado</td><td>04/01/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?458190" target="_blank">1:24-cr-00155</a></td><td>USA v. Doe</td><td>Honorable Peter L. Osgood</td><td>04/01/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?458177" target="_blank">1:24-cv-02608</a></td><td>Harmon et al v. Sealed Air Corporation</td><td>Honorable Peter L. Osgood</td><td>04/01/2024</td>
		</tr><tr>
			<td>24-cv-02607</td><td>Ridge Street Tools LLC v. Ballard</td><td>&nbsp;</td><td>04/01/2024</td>
		</tr><tr class="pager">
			<td colspan="4"><table>
				<tr>
					<td><span>1</span></td><td><a href="javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$GridView1&#39;,&#39;Page$2&#39;)">2</a></td><td><a href="javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$GridView1&#39;,&#39;Page$3&#39;)">3</a></td><td><a href="javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$GridView1&#39;,&#39;Page$4&#39;)">4</a></td>
				</tr>
			</table></td>
		</tr>
	</table>
</div>
</form>
</body>
</html>
