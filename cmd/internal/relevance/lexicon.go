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
// Anyang and Gwangju of Korea, Dali, Sanya, Yulin, Heze, Handan. The last lines
// are districts, counties and towns of GB/T 2260 that many exporters sit in.
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
	shenyang dalian anshan fushun dandong changchun harbin haerbin daqing hohhot baotou yinchuan xining
	panyu huadu baiyun longhua futian nanshan luohu yantian longgang baoan shajing humen houjie xiaolan guzhen kaiping enping heshan xinhui gaoming
	beijiao lecong chenghai chaoyang puning haifeng licheng anxi dehua huian fuding shangyu shengzhou xinchang pinghu haiyan tonglu linan yuhuan
	xianju sanmen cangnan pingyang wuyi lanxi jiangshan deqing changxing anji xiangshan ninghai fenghua keqiao
	yixing liyang taixing jingjiang rugao haimen qidong haian gaoyou yizheng jurong pizhou xinghua
	gaomi zhucheng shouguang jiaozhou laizhou zhaoyuan penglai wendeng zouping laiwu laiwushi tengzhou
	anping baigou renqiu hejian botou dingzhou yongnian changge yuzhou gongyi changyuan liling liuyang shaodong`)

// families are the family names that most people bear in China, and some of
// those by which they are written in America.
var families = set(`wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng han feng cao
	peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren lv yao shen zhong jia xia fu fang zou xiong bai meng qin qiu
	hou yan xue lei long duan hao tao kong shi gong shao wan qian mao gu lai kang he chang tan fan jin qi wen bi mo ni ling yin ning lan
	cui cen mei mi nie pang pei qu rao ruan shang sheng shu si tong tu wong chan cheung chow ng lam leung kwan ho lee smith brown miller jones johnson williams davis`)

func family(w string) bool { return families[w] || len(w) == 1 }

// makers are how the names of exporters begin that everybody in the trade knows
// to be Chinese, and by which a court's caption alone shows it; and the brands and
// American companies that they sell by. Left out is what is another company's
// name as well: Vivo, Honor, Gree, Bestway by themselves.
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
	pinduoduo, shein, zoetop, whaleco, temu, bilibili, kuaishou, mihoyo, quectel, fibocom, huaqin,
	hua hong semiconductor, nexchip, gigadevice, unisoc, spreadtrum, rockchip, allwinner, espressif, bestechnic, goodix, montage technology, longsys, biwin,
	naura, advanced micro fabrication, piotech, sanan, hc semitek, nationstar, cambricon, hygon, moore threads, biren, horizon robotics, black sesame, loongson,
	southchip, awinic, silergy, csot, china star optoelectronics, hkc corporation, hkc co, everdisplay, royole, truly opto, wingtech, accelink, innolight, eoptolink,
	h3c, ruijie, fiberhome, simcom, meig smart, cudy, mercusys, wavlink, gl inet, yealink, fanvil, akuvox, dinstar, zkteco, retevis, baofeng,
	infinix, itel mobile, blackview, doogee, oukitel, ulefone, umidigi, nubia, huami, zepp, amazfit, mobvoi, shokz, aftershokz, soundpeats, edifier, fiio, moondrop, hifiman,
	earfun, oladance, ringconn, ninenovo, tineco, ilife, proscenic, viomi, yeedi, lefant, deerma, aiper, beatbot, wybot, wybotics, jackery, hello tech, allpowers, oupes,
	pecron, zendure, fossibot, poweroak, hubsan, ehang, potensic, unitree, ubtech, agibot, pudu, keenon, dobot, jaka robotics, aubo, estun, siasun, geekplus, geek plus, hai robotics,
	quicktron, mech mind, navimow, mammotion, yarbo, qidi, raise3d, shining 3d, uniontech, eplus3d, farsoon, atomstack, sculpfun, makeblock, omtech, feiyu, hohem, yongnuo,
	nanlite, aputure, smallrig, ulanzi, neewer, viltrox, sjcam, akaso, 70mai, ddpai, viofo, eken, annke, zosi, imou, aqara, lumi united, sonoff, itead, yeelight, opple lighting, leedarson,
	ledman, tongwei, aiko solar, gcl, runergy, das solar, hanersun, znshine, suntech power, yingli, sofar, apsystems, altenergy, arctech, lishen, rept battero, hithium, cosmx, amperex, desay,
	tianneng, chilwee, leoch, narada, haval, changan automobile, gac motor, faw, omoda, jaecoo, zotye, foton motor, beiqi foton, lynk co, nio inc, nio usa, nio co, leapmotor, seres auto, avatr, hozon, weltmeister,
	wm motor, minth, joyson, tuopu, yanfeng, sinotruk, yuchai, cimc, liugong, lonking, shantui, lovol, hangcha, noblelift, sinoboom, zc rubber, prinx chengshan, double coin, aeolus tyre,
	aliexpress, ant group, alipay, taobao, jingdong, jd com, dhgate, banggood, gearbest, lightinthebox, global e grow, patpat, halara, milanoo, roadget, cainiao, kwai, weibo, sina corp, sohu,
	iqiyi, youku, cognosphere, hoyoverse, perfect world, 37games, yostar, hypergryph, moonton, yoozoo, camel games, tap4fun, snail games, deepseek, moonshot ai, zhipu, stepfun,
	iflytek, sensetime, megvii, foxit, easeus, imyfone, tenorshare, meitu, cheetah mobile, camscanner, intsig, apowersoft,
	supor, robam, fotile, vatti, vesync, dreo, greenworks, globe tools, dibea, flexispot, jiecang, songmics, sihoo, vevor, sanven, pop mart, miniso, auldey, mould king, lepin,
	robosen, qiaodan, heilan, urban revivo, aokang, luckin, mixue, heytea, nayuki, chagee, cotti, haidilao, laoganma, weilong, three squirrels, mengniu, feihe, tsingtao, kweichow moutai,
	cspc, qilu pharmaceutical, sino biopharm, luye pharma, hansoh, ascletis, zai lab, beigene, beone medicines, legend biotech, hutchmed, innovent, junshi, akeso, pharmaron, asymchem, genscript, sinovac, wuxi biologics,
	wuxi advanced, apeloa, autobio, orient gene, sonoscape, chison, microport, venus medtech, angelalign, angel align, smartee, launca, woodpecker medical, peninsula medical,
	fosun, novogene, berry genomics, foxwell, thinkcar, carlinkit, carku, gooloo, hulkman, fanttik, astroai, vaporesso, ccell, eleaf, geek bar, voopoo, uwell, eigate, elf bar, elfbar, imiracle, heaven gifts,
	suorin, freemax, oxva, pantum, hubei dinglong, ocbestjet, apex microelectronics,
	new oriental education, tal education, gaotu, cnooc, sinopec, petrochina, cosco shipping, sinochem, chemchina, citic, ping an, hna group, wanda group, evergrande, semp tcl,
	motorola mobility, omnivision, nexperia, ge appliances, static control components,
	soundcore, fantasia trading, power mobile life, laifen, usmile, ulike, jovs, tymo, momcozy, bedsure, petkit, petlibro, catlink, etekcity, levoit, cosori, arovast,
	switchbot, meross, broadlink, orvibo, nooie, foscam, hiseeu, wansview, blurams, arenti, xreal, rokid, rayneo, plaud, timekettle, hollyland technology, saramonic, maono, fifine,
	accsoon, rantion, donner music, hotone, mooer, tozo, tribit, mpow, taotronics, ravpower, sunvalleytek, choetech, syncwire, rapoo, redragon, keychron, epomaker,
	gamesir, 8bitdo, gulikit, ayaneo, beelink, minisforum, geekom, chuwi, teclast, alldocube, netac, cubot, hotwav, litime, redodo, vatrer, bougerv, eco worthy, hiboy,
	isinwheel, kugoo, heybike, velotric, himiway, engwe, fiido, inmotion technologies, kingsong, begode, sunlu, ortur, jlcpcb, pcbway, rigol technologies, siglent, hantek, kaiweets, infiray,
	xhorse, obdstar, litheli, airseekers, anthbot, uwant, ultenic, airrobo, costway, goplus, aosom, homcom, cupshe, zaful, romwe, newchic, tidebuy, chicme, meituan, hailuo,
	segway, segway ninebot, neakasa, qihoo, cloudwalk, yi technology, tuya, xgimi, jmgo, appotronics, formovie, fengmi, wemax,
	fujian jinhua, cxmt, ymtc, smic, silan, starpower, novosense, 3peak, chipone, bitmain, canaan creative, microbt, ebang, joulwatt, maxio, innogrit, jhicc, allystar,
	tpv technology, tpv electronics, envision peripherals, kinwong, hongfa, lens technology, biel crystal, o film, tongfang,
	talesun, phono solar, jolywood, huasun, dmegc, hengdian, solarspace, zhonghuan, tcl zhonghuan, gclsi, hounen, boviet, renesola, emeren, haitai solar, sunpure, antaisolar,
	microvast, btr new material, shanshan, semcorp, yunnan energy new material, shenzhen senior, putailai, ampace, dynanonic, coslight, ruipu, hina battery, sinoma,
	fimi, xag, holy stone, snaptain, hoverair, skyrover, gdu, chasing innovation, cfly, bwine,
	bafang, ancheer, addmotor, ecotric, gotrax, golabs, hangzhou chic, qiolor, eunorau, duotts,
	smoktech, smok, ivps, kangertech, kanger, ald group, itsuwa, yooz, lost mary, ske crystal, hqd, innobar, aspire north america, ispire, vozol, snowplus, maskking, nexa vapor,
	novastar, colorlight, kinglight, mls co, forest lighting, lepro, lumary, daybetter, minger, lasvista, yousheng, dahua vision, milesight, tiandy, longse, jovision,
	g&g, aster graphics, sinotime, kingway image, mipo, hinthink, v4ink, phomemo, niimbot, marklife, hprt, xprinter, gainscha, rongta, liene,
	kingsmith, walkingpad, merach, yesoul, urevo, sperax, renpho, bob and brad, bobandbrad, toloco, skg health, arboleaf, oclean, bitvae, fairywill, roidmi, jonr, moosoo, redkey, uoni, sunseeker, kress robotik,
	longer3d, voxelab, flsun, tronxy, kingroon, bigtreetech, biqu, esun, geeetech, qidi tech, wainlux, twotrees, algolaser, acmer, monport, thunder laser,
	mg motor, wuling, voyah, deepal, exeed, jetour, hongqi, saic maxus, yutong, king long, zhongtong bus, farizon, skywell, sinotruck, shacman, jmc, jiangling, kandi,
	cada bricks, sembo, wange, qman, keeppley, rastar, alpha group, bloks, 52toys, toptoy, top toy, letsvan, mideer, panlos, reobrix, funwhole, joytoy,
	blush mark, lovelywholesale, rosegal, sammydress, dresslily, noracora, floryday, airydress, jollychic, club factory, orolay, shaperx, popilush, ekouaer, zanzea, baleaf,
	minimax, hailuo ai, manus ai, butterfly effect, klingai, capcut, lemon8, musically, bigo, joyy, yy inc, likee, wechat, ucweb, shareit, kunlun tech, netdragon, papergames, infold, kuro games, funplus,
	elex wireless, river game, rivergame, nreal, huawei cloud, tencent cloud, trip com, ctrip, lalamove, j&t, sf express, yunexpress, 4px, kimi ai, zhiyuan,
	prinston, solco healthcare, meitheal, nanjing king friend, hisun, humanwell, yiling, sinotherapeutics, tasly, cansino, clover biopharma, henlius, cstone, everest medicines, kelun, bio thera, gan & lee, hainan poly,
	tonghua dongbao, hualan, gracell, abogen, ascentage, hainan shuangcheng, jiangsu hansoh, harbour biomed, kintor, betta pharma, livzon, porton,
	nurotron, lifetech scientific, micro tech nanjing, bloomage, imeik, sinopharm, aeonmed, resvent, genrui, dymind, rayto, getein, hotgen, lepu, flowflex, acon biotech, andon, ihealth labs, iray,
	tbea, crrc, cssc, zpmc, mingyang, ming yang, windey, shanghai electric, dongfang electric, wanhua, kingfa, jushi, taishan fiberglass, baowu, baosteel, hbis, angang, huafon, hengli petrochemical, tongkun, hailiang, sanhua, dunan, welling, gmcc,
	citic dicastal, wanfeng, zhejiang wanfeng, ningbo xusheng, ikd, fuling plastic, greatstar, hangzhou great star, ningbo daye, sumec, topwell, senci, loncin motor, wuyang motor,
	nongfu, wahaha, yili, bright dairy, haitian, yanghe, luzhou laojiao, wuliangye, proya, perfect diary, yatsen, florasis, judydoll, flower knows, zeesea, focallure, chow tai fook, luk fook, botanee, shanghai jahwa, herborist, pechoin,
	vtech, johnson electric, man wah furniture, nine dragons, esquel, yue yuen, gp batteries, defond, casetify, dji osmo, dji creative, hasee, xiaoyi, baidu usa,
	shargeek, mcdodo, essager, orico, ugoos, wanbo, h96, mecool, superbox, unblock tech, tvpad, ubox, svicloud, evpad, htv box, dragon touch, headwolf, agm mobile, oscal,
	mijia, smartmi, zhimi, yunmai, 1more, qcy, haylou, kospet, zeblaze, rollme, lokmat, mibro, colmi, amoi, smartisan, leeco, le holdings, leshi, letv, faraday future, gionee, koobee, nuu mobile, vkworld, elephone`)

// asserters are how the names of those begin who sue makers over patents as a rule and for little
// else: the holders of patents essential to standards that Avanci, Via LA,
// Sisvel and Access Advance list as their licensors, and those that Unified Patents and
// RPX count among the entities that only assert. Left out is who sells goods that
// copy as often.
var asserters = phrases(`nokia, ericsson, telefonaktiebolaget lm ericsson, interdigital, philips, koninklijke philips, dolby, via la, access advance, sisvel, panasonic, sharp kabushiki, sharp corporation,
	ntt docomo, maxell, g plus communications, ip bridge, godo kaisha ip bridge, conversant wireless, unwired planet, optis, pantech, wilus, electronics and telecommunications research institute, etri,
	fraunhofer, ge video compression, dolby international, mitsubishi electric, kpn, koninklijke kpn, tot power control,
	headwater research, wsou, netlist, acacia research, intellectual ventures, longhorn, bell semiconductor, bell northern research, arigna, ocean semiconductor, monterey research, tessera, adeia,
	parkervision, divx, nokia technologies, blackberry, malikie, neo wireless, cellular communications equipment, xr communications, pictiva, solas oled, polaris powerled, document security systems,
	seoul semiconductor, seoul viosys, nichia, lumileds, k mizra, vista peak ventures, monument peak ventures, advanced coding technologies, cedar lane, lone star technological, daedalus prime, mimo research,
	evolved wireless, apex beam, american patents, stormborn, resonant systems, liberty patents, hera wireless, slyde analytics, mojo mobility, omni medsci, valtrus, atlas global, sovereign peak, jawbone innovations`)

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

// districts of Hong Kong that addresses end in without saying so.
var districts = set(`kowloon wanchai tsimshatsui mongkok kwaichung fotan shatin yuenlong tuenmun tsuenwan kwuntong sheungwan laichikok taikoktsui hunghom sanpokong
	cheungshawan chaiwan causewaybay newterritories kennedytown wongchukhang kowloonbay taipo tseungkwano`)

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

// shopWords are those that stores on marketplaces are called by, two run together.
var shopWords = set(`any baby beauty best big blue bright buy car care cat cool cozy cute day deal deals dear direct dog dream easy elegant ever eye family
	fashion fast fine fit fresh fun fur gift gifts girl global glory go gold good great green hair happy home hot house idea joy jewelry kid kids kitchen lady light life like
	little live love lover luck lucky luxury magic mall market mart max mom mode more move nice official outdoor pack party perfect pet pets plus pop power pretty pro pure queen
	quick rich room sale sea shine shiny shoes shop shopping sky smart snow soft sport sports star step store strong style sun super sweet swim tech time top toy toys trade trend
	up us uk ware warm way wear well wild will wind wish wonder world yoga you your zone`)
