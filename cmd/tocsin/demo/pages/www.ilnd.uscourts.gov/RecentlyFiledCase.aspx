<!DOCTYPE html>
<html lang="en">
<head><title>
	United States District Court, Northern District of Illinois
</title></head>
<body>
<form method="post" action="./RecentlyFiledCase.aspx" id="form1">
<div class="aspNetHidden">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKLTEyMzQ1Njc4OQ==" />
<input type="hidden" name="__EVENTVALIDATION" id="__EVENTVALIDATION" value="/wEdAAYj" />
</div>
<h2>Recently Filed Cases</h2>
<div>
	<table cellspacing="0" rules="all" border="1" id="ContentPlaceHolder1_GridView1" style="border-collapse:collapse;">
		<tr>
			<th scope="col">Docket No</th><th scope="col">Case Name</th><th scope="col">Judge</th><th scope="col">Date Filed</th>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455702">1:24-cv-03286</a></td><td>Toho Co., Ltd. v. The Partnerships and Unincorporated Associations Identified on Schedule A</td><td>Honorable Jordan A. Whitfield</td><td>04/22/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455698">1:24-cv-03284</a></td><td>SEALED v. SEALED</td><td>Honorable Maria T. Delgado</td><td>04/22/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455690">1:24-cv-03281</a></td><td>G. H. v. Dart</td><td>Honorable Peter L. Osgood</td><td>04/22/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455671">1:24-cv-03275</a></td><td>Oak &amp; Prairie Foods, Inc. v. Sealed Air Corporation</td><td>Honorable Peter L. Osgood</td><td>04/19/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455660">3:24-cv-50155</a></td><td>I. J. v. Commissioner of Social Security</td><td>Honorable Ruth E. Kemper</td><td>04/19/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?455643">1:24-cv-03262</a></td><td>Ridge Street Tools LLC v. K. L.</td><td>Honorable Maria T. Delgado</td><td>04/19/2024</td>
		</tr>
	</table>
</div>
</form>
</body>
</html>
