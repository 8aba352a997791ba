package section337

import (
	"strconv"
	"strings"
	"testing"

	"tocsin/crawlers"

	"github.com/google/go-cmp/cmp"
)

// line writes a party in one line: name | other names | address | country.
func line(p crawlers.Party) string {
	return p.Name + " | " + strings.Join(p.Aliases, " + ") + " | " + p.Address + " | " + p.Country
}

func lines(ps []crawlers.Party) string {
	var out []string
	for _, p := range ps {
		out = append(out, line(p))
	}
	return strings.Join(out, "\n")
}

func TestPartiesOfANoticeOfInstitution(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"Sharp Corporation, 1 Takumi-cho, Sakai-ku, Sakai City, Osaka, 590–8522 Japan", "Sharp Corporation |  | 1 Takumi-cho, Sakai-ku, Sakai City, Osaka, 590-8522 Japan | Japan"},
		{"Sharp Electronics Corporation, 100 Paragon Drive, Montvale, NJ 07645", "Sharp Electronics Corporation |  | 100 Paragon Drive, Montvale, NJ 07645 | United States"},
		{"Hisense Co., Ltd., Hisense Tower, 17 Donghaixi Road, Qingdao, China 266071", "Hisense Co., Ltd. |  | Hisense Tower, 17 Donghaixi Road, Qingdao, China 266071 | China"},
		{"Hisense Electric, Co. Ltd., No. 218 Qianwangang Road, QingDao Economic & Technological Zone, QingDao China 266555", "Hisense Electric, Co. Ltd. |  | No. 218 Qianwangang Road, QingDao Economic & Technological Zone, QingDao China 266555 | China"},
		{"Hisense International (Hong Kong) Co. Ltd., Room 3104–06, Singga Centre, No. 148 Connaught Road West, Hong Kong", "Hisense International (Hong Kong) Co. Ltd. |  | Room 3104-06, Singga Centre, No. 148 Connaught Road West, Hong Kong | Hong Kong"},
		{"Hisense USA Multimedia R&D Center, Inc., 7310 McGinnis Ferry Road, Suwanee, GA 30024; and", "Hisense USA Multimedia R&D Center, Inc. |  | 7310 McGinnis Ferry Road, Suwanee, GA 30024 | United States"},
		{"Shenzhen Foo Trading Co. , LTD, Building 3, Bao'an District, Shenzhen, Guangdong, 518100 China", "Shenzhen Foo Trading Co., LTD |  | Building 3, Bao'an District, Shenzhen, Guangdong, 518100 China | China"},
		{"Zhuhai Ouguan Electronic Technology Co., Ltd., d/b/a super-ink-club, Room 501, No. 3 Pinggong Road, Zhuhai, Guangdong, China, 519099", "Zhuhai Ouguan Electronic Technology Co., Ltd. | super-ink-club | Room 501, No. 3 Pinggong Road, Zhuhai, Guangdong, China, 519099 | China"},
		{"Shenzhen VII Technology Co., Ltd. d/b/a VII d/b/a Seven Store, 8F, No. 12 Minzhi Street, Shenzhen, China 518000", "Shenzhen VII Technology Co., Ltd. | VII + Seven Store | 8F, No. 12 Minzhi Street, Shenzhen, China 518000 | China"},
		{"Luxshare Precision Limited (HK), Unit 1201, Fotan, New Territories, Hong Kong", "Luxshare Precision Limited (HK) |  | Unit 1201, Fotan, New Territories, Hong Kong | Hong Kong"},
		{"Agomax Group Ltd., Flat 12, Tsimshatsui, Kowloon, Hong Kong, China", "Agomax Group Ltd. |  | Flat 12, Tsimshatsui, Kowloon, Hong Kong, China | Hong Kong"},
		{"Qingdao Example Co., Ltd., No. 5 Hong Kong Middle Road, Qingdao, P.R. China", "Qingdao Example Co., Ltd. |  | No. 5 Hong Kong Middle Road, Qingdao, P.R. China | China"},
		{"Unity Opto Technology Co., Ltd., No. 288, Sanchong District, New Taipei City, Taiwan 241", "Unity Opto Technology Co., Ltd. |  | No. 288, Sanchong District, New Taipei City, Taiwan 241 | Taiwan"},
		{"Samsung Electronics Co., Ltd., 129 Samsung-ro, Suwon-si, Gyeonggi-do, Republic of Korea 16677", "Samsung Electronics Co., Ltd. |  | 129 Samsung-ro, Suwon-si, Gyeonggi-do, Republic of Korea 16677 | Republic of Korea"},
		{"Neptune Subsea IP Ltd., 10 Finsbury Square, London EC2A 1AF, United Kingdom", "Neptune Subsea IP Ltd. |  | 10 Finsbury Square, London EC2A 1AF, United Kingdom | United Kingdom"},
		{"Lumen Dynamics Group, Inc., 2260 Lake Road, Mississauga, Ontario L5N 6H7, Canada", "Lumen Dynamics Group, Inc. |  | 2260 Lake Road, Mississauga, Ontario L5N 6H7, Canada | Canada"},
		{"Philip Morris Products S.A., Quai Jeanrenaud 3, 2000 Neuchatel, Switzerland", "Philip Morris Products S.A. |  | Quai Jeanrenaud 3, 2000 Neuchatel, Switzerland | Switzerland"},
		{"3M Company, 3M Center, St. Paul, Minnesota 55144", "3M Company |  | 3M Center, St. Paul, Minnesota 55144 | United States"},
		{"Wenqing Zhang, No. 8 Renmin Road, Ningbo, Zhejiang Province, China 315000", "Wenqing Zhang |  | No. 8 Renmin Road, Ningbo, Zhejiang Province, China 315000 | China"},
		{"Wuxi EA Medical Instruments Technologies Co., Ltd. Jiangsu, China", "Wuxi EA Medical Instruments Technologies Co., Ltd. |  | Jiangsu, China | China"},
		{"• Angelalign Technology Inc. Shanghai, China", "Angelalign Technology Inc. |  | Shanghai, China | China"},
		{"• Bingrong Co., Ltd Shenzhen Shi, China", "Bingrong Co., Ltd |  | Shenzhen Shi, China | China"},
		{"• Dolce Vita Intimates LLC, Harrison, N.J.", "Dolce Vita Intimates LLC |  | Harrison, N.J. | United States"},
		{"• Daerwene Inc., Boulder, Colo.", "Daerwene Inc. |  | Boulder, Colo. | United States"},
		{"• Dongguan Ocbestjet Digital Technology Co., Ltd. d/b/a Ocbestjet, Guangdong, China", "Dongguan Ocbestjet Digital Technology Co., Ltd. | Ocbestjet | Guangdong, China | China"},
		{"• Ocbestjet Printer Consumables (HK) Co., Ltd. d/b/a Ocbestjet, Hong Kong", "Ocbestjet Printer Consumables (HK) Co., Ltd. | Ocbestjet |  | Hong Kong"},
		{"• Shenzhen Hongxinyuan E-Commerce Co., Ltd. d/b/a Jianjai, d/b/a Vi-US, Guangdong, China", "Shenzhen Hongxinyuan E-Commerce Co., Ltd. | Jianjai + Vi-US | Guangdong, China | China"},
		{"- Parker Hannifin Corporation, Cleveland, OH, and", "Parker Hannifin Corporation |  | Cleveland, OH | United States"},
		{"• Guangzhoushi Cedong Shangmao Youxiangongsi, Guangzhou, China;", "Guangzhoushi Cedong Shangmao Youxiangongsi |  | Guangzhou, China | China"},
		{"Foo Tools Co.,Ltd., Rm. 1402, No.8 Bao'an Road, Shenzhen, China, Postal Code 518000", "Foo Tools Co.,Ltd. |  | Rm. 1402, No.8 Bao'an Road, Shenzhen, China, Postal Code 518000 | China"},
		{"Foo Mexico, S.A. de C.V., Calle 5, Tijuana, Mexico", "Foo Mexico, S.A. de C.V. |  | Calle 5, Tijuana, Mexico | Mexico"},
		{"Foo Trading Limited, 9/F, Kwun Tong, Kowloon, HK", "Foo Trading Limited |  | 9/F, Kwun Tong, Kowloon, HK | Hong Kong"},
		{"Yiwu Bags Co., Ltd, East 2nd Floor, Yiwu City, Zhejiang", "Yiwu Bags Co., Ltd |  | East 2nd Floor, Yiwu City, Zhejiang | "},
		{"Hon Hai Precision Industry Co., Ltd., a/k/a Foxconn Technology Group, 5F-1, Hsin-An Road, Hsinchu, Taiwan, R.O.C.", "Hon Hai Precision Industry Co., Ltd. | Foxconn Technology Group | 5F-1, Hsin-An Road, Hsinchu, Taiwan, R.O.C. | Taiwan"},
		{"SZ DJI Technology Co., Ltd., 14th Floor, West Wing, Skyworth Semiconductor Design Building, No. 18 Gaoxin South 4th Ave., Nanshan District, Shenzhen, China 518057", "SZ DJI Technology Co., Ltd. |  | 14th Floor, West Wing, Skyworth Semiconductor Design Building, No. 18 Gaoxin South 4th Ave., Nanshan District, Shenzhen, China 518057 | China"},
		{"DJI Europe B.V., Bijdorp-Oost 6, 2992 LA Barendrecht, Netherlands", "DJI Europe B.V. |  | Bijdorp-Oost 6, 2992 LA Barendrecht, Netherlands | Netherlands"},
		{"iFlight Technology Co. Ltd., Flat 912, 9/F, Yuen Long Trading Centre, 33 Wang Yip Street W, Hong Kong", "iFlight Technology Co. Ltd. |  | Flat 912, 9/F, Yuen Long Trading Centre, 33 Wang Yip Street W, Hong Kong | Hong Kong"},
		{"DJI Baiwang Technology Co. Ltd., Building No. 1, 2, 7, 9, Baiwang Creative Factory, No. 1051, Songbai Road, Nanshan Xili District, Shenzhen, China 518057", "DJI Baiwang Technology Co. Ltd. |  | Building No. 1, 2, 7, 9, Baiwang Creative Factory, No. 1051, Songbai Road, Nanshan Xili District, Shenzhen, China 518057 | China"},
		{"ZTE Corporation, ZTE Plaza, Keji Road South, Hi-Tech Industrial Park, Nanshan District, Shenzhen, Guangdong Province 518057, China", "ZTE Corporation |  | ZTE Plaza, Keji Road South, Hi-Tech Industrial Park, Nanshan District, Shenzhen, Guangdong Province 518057, China | China"},
		{"Lenovo Group Ltd., Shangdi Information Industry Base, No. 6 Chuang Ye Road, Haidian District, 100085 Beijing, China", "Lenovo Group Ltd. |  | Shangdi Information Industry Base, No. 6 Chuang Ye Road, Haidian District, 100085 Beijing, China | China"},
		{"Philips Lighting Holding B.V., High Tech Campus 45, 5656 AE Eindhoven, The Netherlands", "Philips Lighting Holding B.V. |  | High Tech Campus 45, 5656 AE Eindhoven, The Netherlands | Netherlands"},
		{"Feit Electric Company, Inc. (China), Unit 5, Xiamen, China", "Feit Electric Company, Inc. (China) |  | Unit 5, Xiamen, China | China"},
		{"Bluestone Clothing Co. Ltd., East of Liangcun Village, Shijiazhuang, China", "Bluestone Clothing Co. Ltd. |  | East of Liangcun Village, Shijiazhuang, China | China"},
		{`Shenzhen Xinyu Technology Co., Ltd., d/b/a "VODOOL", Room 5, Shenzhen, China`, "Shenzhen Xinyu Technology Co., Ltd. | VODOOL | Room 5, Shenzhen, China | China"},
		{`Chongqing Foo Machinery Co., Ltd. ("CFM"), No. 3 Road, Chongqing, China 400000`, "Chongqing Foo Machinery Co., Ltd. |  | No. 3 Road, Chongqing, China 400000 | China"},
		{"Sino Foo, LLC, c/o Registered Agents Inc., 30 N Gould St, Sheridan, WY 82801", "Sino Foo, LLC |  | c/o Registered Agents Inc., 30 N Gould St, Sheridan, WY 82801 | United States"},
		{`Toys "R" Us-Delaware, Inc., One Geoffrey Way, Wayne, NJ 07470`, `Toys "R" Us-Delaware, Inc. |  | One Geoffrey Way, Wayne, NJ 07470 | United States`},
		{"Foo GmbH & Co. KG, Hauptstrasse 5, 80331 Munich, Germany", "Foo GmbH & Co. KG |  | Hauptstrasse 5, 80331 Munich, Germany | Germany"},
		{"Foo Lighting Co., Ltd., d/b/a Foo Store, Inc., No. 7, Foshan, Guangdong, China", "Foo Lighting Co., Ltd. | Foo Store, Inc. | No. 7, Foshan, Guangdong, China | China"},
		{"Xiamen Foo Imp. & Exp. Co., Ltd., 3/F., Xiamen, Fujian, CN 361000", "Xiamen Foo Imp. & Exp. Co., Ltd. |  | 3/F., Xiamen, Fujian, CN 361000 | China"},
		{"Alibaba Group Holding Ltd., Fourth Floor, One Capital Place, P.O. Box 847, George Town, Grand Cayman, Cayman Islands", "Alibaba Group Holding Ltd. |  | Fourth Floor, One Capital Place, P.O. Box 847, George Town, Grand Cayman, Cayman Islands | Cayman Islands"},
		{"Foo Inc., 100 King Street West, Toronto, ON M5X 1A9, Canada", "Foo Inc. |  | 100 King Street West, Toronto, ON M5X 1A9, Canada | Canada"},
		{"Guangdong GuRui Food Machinery Co., Ltd., 2nd Road, Foshan City, Guangdong Province, P.R.C. 528000", "Guangdong GuRui Food Machinery Co., Ltd. |  | 2nd Road, Foshan City, Guangdong Province, P.R.C. 528000 | China"},
		{"Jiangsu Foo New Energy Co., Ltd., No. 5 Road, Changzhou, Jiangsu 213000 China (Mainland)", "Jiangsu Foo New Energy Co., Ltd. |  | No. 5 Road, Changzhou, Jiangsu 213000 China (Mainland) | China"},
		{"Foo Trading Co. Limited, Room 5, Mongkok, Kowloon, Hong Kong S.A.R., China", "Foo Trading Co. Limited |  | Room 5, Mongkok, Kowloon, Hong Kong S.A.R., China | Hong Kong"},
		{"Foo Precision Ltd., 5F., No.8, Ln. 2, Zhongli Dist., Taoyuan City 320, Taiwan (R.O.C.)", "Foo Precision Ltd. |  | 5F., No.8, Ln. 2, Zhongli Dist., Taoyuan City 320, Taiwan (R.O.C.) | Taiwan"},
		{"Merchandise Mart d/b/a MM Outlet, 5 Foo Road, Austin TX 78701", "Merchandise Mart | MM Outlet | 5 Foo Road, Austin TX 78701 | United States"},
		{"e.Digital Corporation, 16870 West Bernardo Drive, San Diego, CA 92127", "e.Digital Corporation |  | 16870 West Bernardo Drive, San Diego, CA 92127 | United States"},
		{"(1) Foo LLC, 5 Road, Reno, NV 89501", "Foo LLC |  | 5 Road, Reno, NV 89501 | United States"},
		{"Jiaxing Foo Lighting Co., Ltd., No. 5 Zhonghuan Road, Jiaxing, CN-314000", "Jiaxing Foo Lighting Co., Ltd. |  | No. 5 Zhonghuan Road, Jiaxing, CN-314000 | China"},
		{"Jiaxing Foo Lighting Co., Ltd., No. 5 Zhonghuan Road, CN-314000 Jiaxing", "Jiaxing Foo Lighting Co., Ltd. |  | No. 5 Zhonghuan Road, CN-314000 Jiaxing | China"},
		{"", " |  |  | "},
		{"Foo Bar LLC 123 Main Street, Austin, Texas 78701", "Foo Bar LLC |  | 123 Main Street, Austin, Texas 78701 | United States"},
		{"Shenzhen Nobody Co., Ltd.", "Shenzhen Nobody Co., Ltd. |  |  | "},
		{"Ningbo Linkboy Outdoor Sports Co., Ltd. of China; and", "Ningbo Linkboy Outdoor Sports Co., Ltd. |  |  | China"},
		{"TCL King Electrical Appliances (Huizhou) Company Limited, No. 78, 4th Huifeng Road, Huizhou, Guangdong 516006, People's Republic of China", "TCL King Electrical Appliances (Huizhou) Company Limited |  | No. 78, 4th Huifeng Road, Huizhou, Guangdong 516006, People's Republic of China | China"},
		{"Merck Sharp & Dohme Corp. (formerly, Schering Corporation), 2000 Galloping Hill Road, Kenilworth, New Jersey 07033", "Merck Sharp & Dohme Corp. | Schering Corporation | 2000 Galloping Hill Road, Kenilworth, New Jersey 07033 | United States"},
	} {
		if got := line(ReadParty(crawlers.Respondent, tc.in)); got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.in, got, tc.want)
		}
	}
}

func TestPartiesInRunningText(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"receipt", "Edgewell Personal Care Company of Chesterfield, MO; Edgewell Personal Care, LLC of Shelton, CT; and Schick (Guangzhou) Co., Limited of China",
			"Edgewell Personal Care Company |  | Chesterfield, MO | United States\nEdgewell Personal Care, LLC |  | Shelton, CT | United States\nSchick (Guangzhou) Co., Limited |  |  | China"},
		{"people", "Ningbo Linkboy Outdoor Sports Co., Ltd. of China; and Wenqing Zhang of China", "Ningbo Linkboy Outdoor Sports Co., Ltd. |  |  | China\nWenqing Zhang |  |  | China"},
		{"a name with of", "Hisense Electronics Manufacturing Company of America Corporation of Suwanee, GA; Bank of China Ltd. of Beijing, China", "Hisense Electronics Manufacturing Company of America Corporation |  | Suwanee, GA | United States\nBank of China Ltd. |  | Beijing, China | China"},
		{"and between places", "Sharp Corporation of Japan and Sharp Electronics Corporation of Montvale, New Jersey", "Sharp Corporation |  |  | Japan\nSharp Electronics Corporation |  | Montvale, New Jersey | United States"},
		{"shops and nicknames", `Shenzhen Howshow Technology Co., Ltd., d/b/a Shenzhen Howshare Technology Co., Ltd., d/b/a Howshare (“Howshare”) of Shenzhen, China, and Shenzhen SUNstone Technology Co., Ltd., d/b/a iQbe (“iQbe”) of Shenzhen, China`,
			"Shenzhen Howshow Technology Co., Ltd. | Shenzhen Howshare Technology Co., Ltd. + Howshare | Shenzhen, China | China\nShenzhen SUNstone Technology Co., Ltd. | iQbe | Shenzhen, China | China"},
		{"release", "Feit Electric Company, Inc., of Pico Rivera, CA; Feit Electric Company, Inc., of Xiamen, China; Unity Opto Technology Co., Ltd., of New Taipei City, Taiwan",
			"Feit Electric Company, Inc. |  | Pico Rivera, CA | United States\nFeit Electric Company, Inc. |  | Xiamen, China | China\nUnity Opto Technology Co., Ltd. |  | New Taipei City, Taiwan | Taiwan"},
		{"dba in brackets", "Transform Partners LLC (dba Mount-It!) of San Diego, CA; Flexispot of Livermore, CA", "Transform Partners LLC | Mount-It! | San Diego, CA | United States\nFlexispot |  | Livermore, CA | United States"},
		{"without places", "Epson Portland Inc., Seiko Epson Corporation, and Epson America, Inc.", "Epson Portland Inc. |  |  | \nSeiko Epson Corporation |  |  | \nEpson America, Inc. |  |  | "},
		{"one", "The Gillette Company LLC", "The Gillette Company LLC |  |  | "},
		{"United Kingdom", "Neptune Subsea Acquisitions Ltd. of the United Kingdom; Neptune Subsea IP Ltd. of the United Kingdom; and Xtera, Inc. of Allen, Texas", "Neptune Subsea Acquisitions Ltd. |  |  | United Kingdom\nNeptune Subsea IP Ltd. |  |  | United Kingdom\nXtera, Inc. |  | Allen, Texas | United States"},
		{"collectively", `Lumi Legend Corporation of Ningbo, China; Innovative Office Products LLC of Easton, PA and Ergotech Group LLC of Easton, PA (collectively, "Ergotech")`, "Lumi Legend Corporation |  | Ningbo, China | China\nInnovative Office Products LLC |  | Easton, PA | United States\nErgotech Group LLC |  | Easton, PA | United States"},
		{"formerly", "Zhejiang Loctek Smart Drive Technology Co., Ltd. (formerly, Ningbo Loctek Co. of Ningbo) of Ningbo, Zhejiang, China", "Zhejiang Loctek Smart Drive Technology Co., Ltd. | Ningbo Loctek Co. of Ningbo | Ningbo, Zhejiang, China | China"},
		{"city alone", "Shenzhen Kaizhen Trading Co., Ltd. of Shenzhen; Shangrao Shixuan Technology Co., Ltd. of Jiangxi", "Shenzhen Kaizhen Trading Co., Ltd. |  | Shenzhen | \nShangrao Shixuan Technology Co., Ltd. |  | Jiangxi | "},
		{"Hong Kong", "Ocbestjet Printer Consumables (HK) Co., Ltd. of Hong Kong and Dongguan Ocbestjet Computer Consumables Co., Ltd. of Guangdong, China", "Ocbestjet Printer Consumables (HK) Co., Ltd. |  |  | Hong Kong\nDongguan Ocbestjet Computer Consumables Co., Ltd. |  | Guangdong, China | China"},
		{"university", "The Regents of the University of California of Oakland, California", "The Regents of the University of California |  | Oakland, California | United States"},
		{"New York", "Foo LLC of New York, New York; Bar, Inc. of Brooklyn, NY; and Baz AG of Basel, Switzerland", "Foo LLC |  | New York, New York | United States\nBar, Inc. |  | Brooklyn, NY | United States\nBaz AG |  | Basel, Switzerland | Switzerland"},
		{"commas only", "A Technology Co., Ltd. of Shenzhen, China, B Technology Co., Ltd. of Guangzhou, China, and C Inc. of Irvine, California", "A Technology Co., Ltd. |  | Shenzhen, China | China\nB Technology Co., Ltd. |  | Guangzhou, China | China\nC Inc. |  | Irvine, California | United States"},
		{"both as one", "Johnson & Johnson and Procter and Gamble Company of Cincinnati, Ohio", "Johnson & Johnson and Procter and Gamble Company |  | Cincinnati, Ohio | United States"},
		{"states in the old way", "Epson Portland, Inc. of Hillsboro, Ore.; Epson America, Inc. of Los Alamitos, Calif.; and Seiko Epson Corporation of Japan",
			"Epson Portland, Inc. |  | Hillsboro, Ore. | United States\nEpson America, Inc. |  | Los Alamitos, Calif. | United States\nSeiko Epson Corporation |  |  | Japan"},
		{"a shop that is the name", "AliphCom d/b/a Jawbone of San Francisco, CA, and Bodymedia, Inc., of Pittsburgh, PA", "AliphCom | Jawbone | San Francisco, CA | United States\nBodymedia, Inc. |  | Pittsburgh, PA | United States"},
		{"no comma before the state", "Modumetal, Inc. of Snohomish WA", "Modumetal, Inc. |  | Snohomish WA | United States"},
		{"City of Industry", "Foo Supply Inc. of City of Industry, California; and Bar LLC of City of Industry, CA", "Foo Supply Inc. |  | City of Industry, California | United States\nBar LLC |  | City of Industry, CA | United States"},
		{"of twice", "Bank of China, of Beijing, China; and University of Hong Kong, of Hong Kong", "Bank of China |  | Beijing, China | China\nUniversity of Hong Kong |  |  | Hong Kong"},
		{"also known as", "Ninestar Image Co. Ltd. (a/k/a Ninestar Technology Co., Ltd.), of Zhuhai, China; Ninestar Image Int'l, Ltd., of Zhuhai, China", "Ninestar Image Co. Ltd. | Ninestar Technology Co., Ltd. | Zhuhai, China | China\nNinestar Image Int'l, Ltd. |  | Zhuhai, China | China"},
		{"on behalf of", "Motorola Solutions, Inc., Avigilon Patent Holding 1 Corporation, Avigilon Technologies Corporation and Avigilon USA Corporation", "Motorola Solutions, Inc. |  |  | \nAvigilon Patent Holding 1 Corporation |  |  | \nAvigilon Technologies Corporation |  |  | \nAvigilon USA Corporation |  |  | "},
		{"province and republic", "Foo Ltd. of Guangdong Province, People's Republic of China and Bar Ltd. of the People's Republic of China", "Foo Ltd. |  | Guangdong Province, People's Republic of China | China\nBar Ltd. |  |  | China"},
		{"both", "Eko Ltd. and Oko Ltd., both of Shenzhen, China", "Eko Ltd. |  | Shenzhen, China | China\nOko Ltd. |  | Shenzhen, China | China"},
		{"a shop before the last", "Foo Tools Co., Ltd., Bar Lamps Co., Ltd. d/b/a Bar Shop, and Baz", "Foo Tools Co., Ltd. |  |  | \nBar Lamps Co., Ltd. | Bar Shop |  | \nBaz |  |  | "},
		{"a shop before others", "Bar Lamps Co., Ltd. d/b/a Bar Shop, Foo Tools Co., Ltd. d/b/a Foo, Inc., and Baz LLC", "Bar Lamps Co., Ltd. | Bar Shop |  | \nFoo Tools Co., Ltd. | Foo, Inc. |  | \nBaz LLC |  |  | "},
		{"shops of one", "Bar Lamps Co., Ltd. d/b/a Bar Shop, Bar Store", "Bar Lamps Co., Ltd. | Bar Shop, Bar Store |  | "},
		{"two people", "Wenqing Zhang and Li-Ming Wu of China; Foo Ltd. of China", "Wenqing Zhang |  |  | \nLi-Ming Wu |  |  | China\nFoo Ltd. |  |  | China"},
		{"three people", "Wenqing Zhang, John Q. Public, and Meng Xu, all of Ningbo, China", "Wenqing Zhang |  | Ningbo, China | China\nJohn Q. Public |  | Ningbo, China | China\nMeng Xu |  | Ningbo, China | China"},
		{"names of two, and of one", "Smith and Wesson of Springfield, MA; Bath Works and Body Shop Company of Columbus, OH", "Smith and Wesson |  | Springfield, MA | United States\nBath Works and Body Shop Company |  | Columbus, OH | United States"},
		{"a code for a country", "Jiaxing Foo Co., Ltd. of Jiaxing, CN-314000; Bar LLC of Newark, DE 19711", "Jiaxing Foo Co., Ltd. |  | Jiaxing, CN-314000 | China\nBar LLC |  | Newark, DE 19711 | United States"},
		{"a name in quotes", `AB "Volvo" of Gothenburg, Sweden; AB "Volvo of Gothenburg, Sweden`, "AB \"Volvo\" |  | Gothenburg, Sweden | Sweden\nAB Volvo |  | Gothenburg, Sweden | Sweden"},
		{"empty", "", ""},
	} {
		if d := cmp.Diff(tc.want, lines(ReadParties(crawlers.Respondent, tc.in))); d != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, d)
		}
	}
}

func TestNamesForShortPartNoNames(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{`Alpha Co., Ltd. (“Alpha”) of Shenzhen, China`, "Alpha Co., Ltd. |  | Shenzhen, China | China"},
		{`Alpha Co., Ltd. (“Alpha”) and Beta Co., Ltd. (“Beta”), both of Shenzhen, China`,
			"Alpha Co., Ltd. |  | Shenzhen, China | China\nBeta Co., Ltd. |  | Shenzhen, China | China"},
		{`Hytera America, Inc. (“HAI”), Hytera Communications Corp. Ltd. (“HCC”), and Sepura Ltd., all of Shenzhen, China`,
			"Hytera America, Inc. |  | Shenzhen, China | China\nHytera Communications Corp. Ltd. |  | Shenzhen, China | China\nSepura Ltd. |  | Shenzhen, China | China"},
		{`(1) Amphenol Corp. of Wallingford, CT; and (2) Amphenol East Asia Ltd. of Hong Kong`,
			"Amphenol Corp. |  | Wallingford, CT | United States\nAmphenol East Asia Ltd. |  |  | Hong Kong"},
	} {
		if got := lines(ReadParties(crawlers.Respondent, tc.in)); got != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.in, got, tc.want)
		}
	}
}

// BenchmarkHostileList reads lists that are made to be read over and over; the
// time of each is to grow as its length does.
func BenchmarkHostileList(b *testing.B) {
	for _, piece := range []string{"(a, ", "A of ", "A, and ", "X Inc. of China and ", `("a" `} {
		for _, size := range []int{10_000, 40_000} {
			list := strings.Repeat(piece, size/len(piece))
			b.Run(piece+strconv.Itoa(size), func(b *testing.B) {
				for b.Loop() {
					ReadParties(crawlers.Respondent, list)
				}
			})
		}
	}
}

func TestALongListIsReadToItsEnd(t *testing.T) {
	list := strings.TrimSuffix(strings.Repeat("Shenzhen Example Trading Co., Ltd. of Shenzhen, China, ", 120), ", ")
	if got := len(ReadParties(crawlers.Respondent, list)); got != 120 {
		t.Errorf("%d parties, want 120", got)
	}
	if got := len(ReadParties(crawlers.Respondent, strings.Repeat("A of China; ", 5_000))); got != maxParties {
		t.Errorf("%d parties, want no more than %d", got, maxParties)
	}
}
