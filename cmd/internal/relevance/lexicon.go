package relevance

import (
	"strings"
	"unicode"
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

func phrases(lines string) map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.FieldsFunc(lines, func(r rune) bool { return r == ',' || r == '\n' || unicode.IsControl(r) }) {
		m[strings.TrimSpace(p)] = true
	}
	return m
}

// cities are provinces and cities of the mainland as companies write them in
// front of their names. Left out are those that are as well a name elsewhere:
// Anyang and Gwangju of Korea, Dali, Sanya, Yulin, Heze, Handan.
var cities = set(`beijing shanghai tianjin chongqing guangdong guangxi zhejiang jiangsu fujian shandong hebei henan hubei hunan anhui jiangxi
	shanxi shaanxi sichuan yunnan guizhou liaoning jilin heilongjiang gansu hainan ningxia xinjiang
	shenzhen shenzhenshi guangzhou guangzhoushi dongguan dongguanshi foshan foshanshi zhuhai zhongshan huizhou jiangmen shantou zhaoqing
	jieyang chaozhou shanwei meizhou heyuan qingyuan shaoguan zhanjiang maoming yangjiang yunfu puning shunde nanhai
	hangzhou ningbo wenzhou jinhua yiwu yiwushi taizhou shaoxing jiaxing huzhou quzhou lishui zhoushan yongkang cixi yuyao yueqing ruian haining
	wenling tongxiang dongyang zhuji pujiang
	nanjing suzhou wuxi changzhou nantong xuzhou yangzhou zhenjiang yancheng lianyungang huaian taicang kunshan changshu zhangjiagang jiangyin danyang
	fuzhou xiamen quanzhou putian zhangzhou longyan sanming ningde jinjiang shishi nanan
	qingdao jinan yantai weifang linyi zibo weihai rizhao dezhou liaocheng binzhou dongying jining taian
	zhengzhou luoyang xinxiang xuchang nanyang wuhan yichang xiangyang changsha zhuzhou xiangtan yueyang nanchang ganzhou jiujiang shangrao yichun
	jingdezhen hefei wuhu bengbu chuzhou anqing shijiazhuang baoding tangshan langfang cangzhou xingtai
	chengdu mianyang deyang kunming guiyang nanning liuzhou guilin xian taiyuan lanzhou urumqi haikou
	shenyang dalian anshan fushun dandong changchun harbin haerbin daqing hohhot baotou yinchuan xining`)

// families are the family names that most people bear in China, and some of
// those by which they are written in America.
var families = set(`wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng han feng cao
	peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren lv yao shen zhong jia xia fu fang zou xiong bai meng qin qiu
	hou yan xue lei long duan hao tao kong shi gong shao wan qian mao gu lai kang he chang tan fan jin qi wen bi mo ni ling yin ning lan
	cui cen mei mi nie pang pei qu rao ruan shang sheng shu si tong tu wong chan cheung chow ng lam leung kwan ho lee smith brown miller jones johnson williams davis`)

func family(w string) bool { return families[w] || len(w) == 1 }

// makers are how the names of exporters begin that everybody in the trade knows
// to be Chinese, and by which a court's caption alone shows it. Left out is what
// is another company's name as well: Vivo, Honor, Gree, Bestway by themselves.
var makers = phrases(`huawei, futurewei, hisilicon, zte, xiaomi, oppo, oneplus, realme, vivo mobile, vivo communication, honor device, meizu, coolpad, yulong computer,
	transsion, tecno mobile, lenovo, tcl, hisense, haier, midea, gree electric, skyworth, konka, changhong, galanz, joyoung, kingclean, aux air,
	boe technology, tianma, visionox, innoscience, semiconductor manufacturing international, yangtze memory, changxin, goertek, luxshare, aac technologies,
	sunny optical, ofilm, hikvision, dahua, uniview, hytera, tp link, tenda, reolink, dji, autel, sz dji, yuneec, ninebot, ecovacs, roborock, dreame, narwal,
	hesai, robosense, insta360, arashi vision, zhiyun, godox, anker, aukey, baseus, ugreen, ecoflow, bluetti, govee, creality, elegoo, anycubic, bambu lab,
	jinko, jinkosolar, trina solar, longi, ja solar, canadian solar, risen energy, astronergy, chint, sungrow, goldwind, sinovel, envision energy,
	contemporary amperex, catl, gotion, eve energy, sunwoda, byd, geely, chery, great wall motor, saic motor, xpeng, sany, zoomlion, xcmg, weichai,
	techtronic, chervon, positec, loctek, bestway inflatables, bestway usa, bestway hong, ninestar, print rite, unilumin, absen, leyard, liantronics,
	smoore, joyetech, geekvape, innokin, relx, mindray, yuwell, topdon, launch tech, alibaba, bytedance, tiktok, tencent, netease, baidu, pdd holdings,
	wondershare, kingsoft, zwsoft, zwcad, gstarsoft, yonyou, hundsun, sangfor, hikmicro, ezviz, imilab, eufy, xtool, snapmaker, flashforge, sovol, polymaker,
	contec medical, bmc medical, edan instruments, biolight, lepu medical, sinocare, andon health, wondfo, snibe, united imaging, bgi genomics, mgi tech, wuxi apptec, hengrui, zhejiang huahai,
	anta china, anta sports, li ning, xtep, 361 degrees, peak sport, bosideng, semir, erke, linglong, sailun, triangle tyre, doublestar, giti tire, fuyao, wanxiang, wolong,
	segway robotics, yadea, aima, niu technologies, cfmoto, loncin, zongshen, lifan, hisun motors, linhai, jac motors, dongfeng motor, baic, li auto, zeekr,
	oppein, kuka home, man wah, ningbo deye, growatt, solax power, goodwe, ginlong, hoymiles, pylontech, calb, svolt, farasis energy, bak power, great power energy,
	pinduoduo, shein, zoetop, whaleco, temu, bilibili, kuaishou, mihoyo, quectel, fibocom, wingtech, huaqin`)

// states are other words that place a company in China.
var states = set(`china hongkong hk kowloon macau macao`)

// dishes are places that name restaurants as often as companies.
var dishes = set(`shanghai beijing hunan sichuan henan guangdong yunnan fujian fuzhou xian lanzhou tianjin guilin china`)

// kitchens are words by which a restaurant, a salon or a shop in a street
// shows itself.
var kitchens = set(`restaurant restaurants garden gardens kitchen cuisine wok bistro buffet noodle noodles dumpling dumplings dim bbq hotpot hot
	palace house manor cafe tea bakery sushi grill bar gourmet express taste tasty deli food foods catering diner eatery
	spa salon nail nails laundry massage market supermarket grocery liquor realty mansion inn hotel airlines airways`)

func kitchen(w string) bool { return kitchens[w] }

// trades are words for what an exporter does.
var trades = set(`technology technologies tech technological trading trade electronic electronics electrical electric industrial industry industries
	network networking commerce ecommerce import export manufacturing manufacture manufacturer factory apparel garment garments clothing shoes
	footwear jewelry crafts craft toys toy hardware plastic plastics lighting optoelectronics intelligent intelligence digital
	software communication communications culture household houseware supply chain commercial commodity commodities gifts furniture
	materials machinery store shop official flagship equipment tools medical biotechnology biotech energy battery automobile auto parts logistics packaging
	cosmetics textile textiles international`)

func trade(w string) bool { return trades[w] }

// civics are words by which what bears a city's name is public.
var civics = set(`university college institute government municipal people bureau ministry court bank consulate embassy`)

func civic(w string) bool { return civics[w] }

// others are other countries, their cities and their legal forms. One of them
// in a name beats every Chinese word in it.
var others = phrases(`taiwan, taipei, taichung, tainan, kaohsiung, hsinchu, taoyuan, keelung, roc, china airlines, china steel, china petrochemical,
	korea, seoul, busan, incheon, daegu, gwangju, anyang, suwon, gyeonggi, japan, tokyo, osaka, kyoto, nagoya, kabushiki, kk, yk,
	singapore, pte, malaysia, sdn, bhd, thailand, bangkok, vietnam, viet nam, hanoi, ho chi, india, pvt, mumbai, delhi, bangalore, pakistan,
	indonesia, pt, philippines, manila, cambodia, bangladesh, sri lanka, israel, tel aviv, turkey, istanbul, dubai, uae, fze,
	germany, gmbh, kg, ag, france, sarl, sas, italy, spa italiana, srl, spain, sl, netherlands, bv, nv, belgium, sweden, ab, denmark, aps,
	norway, finland, oy, switzerland, austria, poland, sp zoo, ireland, dac, united kingdom, uk, england, plc, canada, ulc, ontario, toronto,
	vancouver, mexico, sa de, brazil, ltda, australia, pty, new zealand, south africa, russia, ukraine,
	usa, us, america, american, california, new york, texas, florida, nevada, delaware, illinois, jersey`)

// coLtd are other countries where "Co., Ltd." is as usual as in China.
var coLtd = set(`korea japan taiwan thailand vietnam`)

var streets = set(`street st road rd avenue ave lane drive blvd boulevard way court place terrace`)

var usState = set(`al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn
	tx ut vt va wa wv wi wy usa us`)
