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
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?456102">1:24-cv-03391</a></td><td>Hollow Pine Studios, LLC v. The Individuals, Corporations, Limited Liability Companies, Partnerships, and Unincorporated Associations Identified On Schedule A Hereto</td><td>Honorable Maria T. Delgado</td><td>04/29/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?456093">1:24-cv-03388</a></td><td>M. N. v. Commissioner of Social Security</td><td>Honorable Ruth E. Kemper</td><td>04/29/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?456077">1:24-cv-03380</a></td><td>Ridge Street Tools LLC v. Lakeview Hardware, Inc.</td><td>Honorable Peter L. Osgood</td><td>04/29/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?456050">1:24-cv-03371</a></td><td>O. P. v. Dart</td><td>Honorable Jordan A. Whitfield</td><td>04/26/2024</td>
		</tr><tr>
			<td><a href="https://ecf.ilnd.uscourts.gov/cgi-bin/DktRpt.pl?456041">1:24-cv-03366</a></td><td>Prairie Wholesale Florists, Inc. v. Q. R.</td><td>Honorable Peter L. Osgood</td><td>04/26/2024</td>
		</tr>
	</table>
</div>
</form>
</body>
</html>
