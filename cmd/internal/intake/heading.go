package intake

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Field is what a column tells of a mark.
type Field string

// The fields. The list is closed.
const (
	Serial       Field = "serial" // number of the application: the mark's name for life
	Office       Field = "office"
	Mark         Field = "mark"
	Form         Field = "form" // the mark otherwise: in another script, as it sounds, in translation
	Classes      Field = "classes"
	Goods        Field = "goods"
	Applicant    Field = "applicant"
	Owner        Field = "owner"
	Country      Field = "country" // of the applicant or owner
	Address      Field = "address"
	Agent        Field = "agent"
	Filed        Field = "filed"
	Published    Field = "published"
	Registered   Field = "registered"
	Until        Field = "until"   // when opposition ends
	Changed      Field = "changed" // when it came to its status
	Status       Field = "status"
	URL          Field = "url"
	Registration Field = "registration" // number of the registration
	Ignore       Field = "ignore"
)

// Fields are all of them, in the order in which people think of them.
var Fields = []Field{
	Serial, Office, Mark, Form, Classes, Goods, Applicant, Owner, Country, Address, Agent,
	Filed, Published, Registered, Until, Changed, Status, URL, Registration, Ignore,
}

// many are the fields that several columns may tell.
var many = map[Field]bool{Form: true, Classes: true, Goods: true, Applicant: true, Owner: true, Country: true, Address: true, Agent: true, Ignore: true}

// days are the fields that are days.
var days = []Field{Filed, Published, Registered, Until, Changed}

// bareCountry is what a heading says that may mean the office's country or the
// applicant's: it is the office's, unless that is said otherwise.
const bareCountry = "bare country"

// words are the headings by which each field is known, folded, in English,
// Chinese, Indonesian, Vietnamese, Thai, Korean, Japanese, Spanish and
// Portuguese. Of two columns the one whose heading stands further ahead is
// meant. "No", "序号" and their like count rows, and are not here.
var words = map[Field][]string{
	Serial: {
		"application number", "application no", "application num", "appl number", "appl no", "app number", "app no", "application serial number", "serial number",
		"serial no", "filing number", "filing no", "file number", "application id", "application", "serial",
		"申请号", "申请案号", "申请编号", "申请注册号", "申請號", "申請案號", "申請號碼", "案号", "nomor permohonan", "no permohonan", "nomor aplikasi", "so don", "so don dang ky",
		"เลขที่คำขอ", "เลขคำขอ", "คำขอเลขที่", "출원번호", "出願番号", "nombor permohonan", "numero de solicitud", "numero solicitud", "expediente",
		"numero de expediente", "numero do processo", "processo", "numero do pedido", "商标号",
	},
	Office: {
		"office", "trademark office", "office code", "ip office", "jurisdiction", "registry", "register", "country of filing", "filing country", "territory",
		"受理局", "商标局", "官方机构", "申请国家", "申请国", "申请国家地区", "注册国家", "注册国家地区", "申请地区", "所属国家", "受理国家", "kantor", "oficina", "escritorio",
	},
	bareCountry: {"country", "country region", "国家", "国家地区", "国别", "地区", "国家或地区", "pais"},
	Mark: {
		"mark name", "mark text", "trademark name", "trade mark name", "word mark", "wordmark", "verbal element", "mark", "trademark", "trade mark", "brand name", "brand", "name of mark",
		"商标名称", "商标名", "商标文字", "文字商标", "商标", "商標名稱", "商標", "nama merek", "merek", "nama merk", "nama referensi label merek", "merk", "ten nhan hieu", "nhan hieu", "ชื่อเครื่องหมาย",
		"เครื่องหมายการค้า", "เครื่องหมาย", "상표명칭", "상표명", "상표", "商標の称呼", "nombre de la marca", "denominación", "denominacao", "nome da marca", "marca",
	},
	Form: {
		"transliteration", "translation", "mark translation", "mark transliteration", "mark in english", "mark in chinese", "english name", "chinese name", "other script", "pronunciation", "meaning",
		"音译", "译文", "商标译文", "中文音译", "中文译文", "英文名称", "英文商标", "中文商标", "商标英文", "商标英文名称", "商标中文", "其他文字", "含义", "称呼", "arti bahasa", "terjemahan", "translasi", "คำอ่าน", "คำแปล",
	},
	Classes: {
		"nice classes", "nice class", "classes", "class", "nice classification", "nice cl", "international class", "international classes", "int class", "ic", "class number", "class no", "class es", "nice",
		"国际分类", "国际类别", "商标类别", "尼斯分类", "尼斯类别", "类别", "分类", "分类号", "类", "類別", "商品類別", "kelas", "kelas nice", "kelas barang", "kelas barang jasa", "nhom", "nhom nice", "phan loai nice",
		"nhom san pham dich vu", "จำพวก", "จำพวกสินค้า", "จำพวกที่", "분류", "상품분류", "類", "区分", "clase", "clases", "clase niza", "classe", "classe nice", "klasse",
	},
	Goods: {
		"goods and services", "goods services", "goods", "list of goods", "list of goods and services", "specification", "specification of goods", "products", "description of goods", "g s",
		"商品服务", "商品和服务", "商品及服务", "商品服务项目", "商品服务列表", "指定商品", "指定商品服务", "核定商品", "核定使用商品", "商品", "商品名称", "服务项目", "商品項目", "jenis barang", "jenis barang jasa",
		"uraian barang", "uraian barang jasa", "uraian jenis barang jasa", "barang jasa", "deskripsi barang", "deskripsi kelas", "san pham dich vu", "danh muc san pham dich vu", "hang hoa dich vu",
		"รายการสินค้า", "รายการสินค้าบริการ", "สินค้า", "지정상품", "指定商品", "produtos", "especificacao",
	},
	Applicant: {
		"applicant name", "applicant", "applicants", "name of applicant", "applicant s name", "applicant s", "applicant names", "filed by",
		"申请人名称", "申请人", "申请人姓名", "申请人中文", "申请人英文", "申请人名称中文", "申请人名称英文", "申请人中文名称", "申请人英文名称", "申请企业", "注册公司", "申請人", "申請人名稱", "nama pemohon", "pemohon", "chu don", "ten chu don",
		"nguoi nop don", "ผู้ขอจดทะเบียน", "ชื่อผู้ขอ", "ผู้ขอ", "ผู้ยื่นคำขอ", "출원인", "出願人", "solicitante", "requerente", "depositante",
	},
	Owner: {
		"owner name", "owner", "owners", "holder", "holder name", "proprietor", "registrant", "current owner", "right holder", "name of owner",
		"权利人", "权利人名称", "注册人", "注册人名称", "商标权人", "商标权利人", "所有人", "持有人", "權利人", "nama pemilik", "pemilik", "pemilik merek", "chu bang", "chu so huu", "chu van bang", "เจ้าของ", "ชื่อเจ้าของ",
		"เจ้าของเครื่องหมาย", "권리자", "権利者", "titular", "nombre del titular",
	},
	Country: {
		"applicant country", "country of applicant", "applicant nationality", "nationality", "owner country", "holder country", "applicant country code", "country code", "country of origin", "origin", "owner nationality",
		"申请人国家", "申请人国籍", "申请人国家地区", "申请人国别", "申请人所在国", "申请人所在国家", "权利人国家", "国籍", "kewarganegaraan", "warga negara", "kode negara", "negara", "negara pemohon", "negara pemilik", "negara asal", "quoc tich", "quoc gia", "nuoc",
		"ประเทศ", "สัญชาติ", "국적", "nacionalidad", "pais del titular", "pais do titular",
	},
	Address: {
		"applicant address", "address", "owner address", "holder address", "address of applicant", "address of owner", "street", "street address", "mailing address", "postal address", "correspondence address", "contact address", "申请人地址", "申请人中文地址", "申请人英文地址", "权利人地址", "注册人地址", "地址", "住所", "住址", "通讯地址", "通信地址", "联系地址", "申請人地址",
		"alamat", "alamat pemohon", "alamat pemilik", "dia chi", "dia chi chu don", "dia chi nguoi nop don", "dia chi chu bang", "ที่อยู่", "ที่อยู่ผู้ขอ", "ที่อยู่เจ้าของ", "주소", "住所又は居所", "direccion", "domicilio", "endereco",
	},
	Agent: {
		"agent name", "agent", "representative", "attorney", "attorney of record", "representative name", "agents", "law firm", "代理机构", "代理机构名称", "代理人", "代理人名称", "代理公司", "代理组织", "代理", "代理所",
		"kuasa", "nama kuasa", "konsultan", "nama konsultan", "konsultan ki", "konsultan hki", "dai dien", "to chuc dai dien", "dai dien so huu cong nghiep", "dai dien shcn", "ten dai dien", "ตัวแทน", "ชื่อตัวแทน", "대리인", "代理人氏名", "mandatario", "representante", "procurador", "apoderado",
	},
	Filed: {
		"application date", "filing date", "date of filing", "date of application", "date filed", "filed", "filed on", "applied on", "lodgement date", "lodged", "appl date", "app date",
		"申请日期", "申请日", "申请时间", "提交日期", "申請日期", "申請日", "tanggal permohonan", "tgl permohonan", "tanggal penerimaan", "tanggal pengajuan", "ngay nop don", "ngay nop", "วันที่ยื่นคำขอ", "วันยื่นคำขอ", "วันที่ยื่น",
		"วันที่ขอจดทะเบียน", "출원일자", "출원일", "出願日", "fecha de solicitud", "fecha de presentación", "fecha solicitud", "data de deposito", "data do deposito", "data deposito",
	},
	Published: {
		"初审公告日期", "初审公告日", "初步审定公告日期", "初步审定公告日", "初审公告时间", "publication date", "date of publication", "published for opposition", "published for opposition date", "date published", "published", "published on", "gazette date",
		"advertisement date", "opposition start", "opposition start date", "公告日期", "公告日", "公布日期", "公布日", "公开日", "公告时间", "tanggal pengumuman", "tgl pengumuman", "tanggal publikasi", "tanggal mulai pengumuman", "mulai pengumuman", "ngay cong bo", "ngay cong bo don",
		"วันที่ประกาศโฆษณา", "วันประกาศโฆษณา", "วันที่ประกาศ", "출원공고일", "출원공고일자", "공고일자", "公報発行日", "fecha de publicacion", "data de publicacao",
	},
	Registered: {
		"registration date", "date of registration", "registered on", "date registered", "registered", "grant date", "international registration date", "int reg date", "注册日期", "注册日", "核准注册日", "核准注册日期", "注册公告日期", "注册公告日", "核准日期", "註冊日", "註冊日期",
		"tanggal pendaftaran", "tgl pendaftaran", "tanggal terdaftar", "ngay cap", "ngay cap bang", "ngay cap van bang", "วันที่จดทะเบียน", "วันจดทะเบียน", "등록일자", "등록일", "登録日", "fecha de registro", "fecha de concesion", "data de registro", "data de concessao",
	},
	Until: {
		"opposition deadline", "opposition period end date", "opposition end date", "opposition end", "opposition until", "opposition due date", "end of opposition period", "opposition period ends", "last day to oppose",
		"异议截止日期", "异议截止日", "异议期限", "异议期截止日", "异议期截止日期", "异议截止", "異議截止日", "tanggal akhir pengumuman", "akhir pengumuman", "tanggal selesai pengumuman", "selesai pengumuman", "tanggal berakhir pengumuman",
		"han phan doi", "thoi han phan doi", "วันครบกำหนดคัดค้าน", "이의신청기한",
	},
	Changed: {"status date", "date of status", "legal status date", "current status date", "mark status date", "状态日期", "法律状态日期", "状态更新日期", "tanggal status", "ngay trang thai"},
	Status: {
		"mark status", "trademark status", "trade mark status", "current status", "legal status", "application status", "status", "act", "stage",
		"商标状态", "活跃状态", "法律状态", "当前状态", "案件状态", "申请状态", "审查状态", "状态", "狀態", "阶段", "status permohonan", "status merek", "tinh trang", "trang thai", "tinh trang don", "สถานะ", "สถานะคำขอ", "법적상태", "상태", "estado", "situacion", "situacao",
	},
	URL: {"url", "link", "web link", "details link", "detail url", "record url", "详情链接", "链接", "网址", "官网链接", "官方链接", "tautan", "lien ket"},
	Registration: {
		"registration number", "registration no", "reg no", "reg number", "registered number", "certificate number", "international registration number", "international registration no", "ir number", "irn", "int reg no", "international reg no",
		"注册号", "注册证号", "注册编号", "国际注册号", "註冊號", "nomor pendaftaran", "no pendaftaran", "nomor sertifikat", "so bang", "so van bang", "so giay chung nhan", "so dang ky", "เลขทะเบียน", "ทะเบียนเลขที่", "เลขที่ทะเบียน", "등록번호", "登録番号", "numero de registro",
	},
	Ignore: {
		"image", "logo", "picture", "figure", "image url", "mark image", "图样", "商标图样", "图片", "商标图片", "图像", "商标图像", "图片链接", "gambar", "etiket", "label merek", "mau nhan", "mau nhan hieu", "hinh anh", "รูปเครื่องหมาย", "이미지", "imagen", "imagem",
		"agent address", "representative address", "代理人地址", "代理机构地址", "alamat konsultan", "alamat kuasa", "phone", "telephone", "mobile", "fax", "email", "e mail", "contact", "电话", "联系电话", "手机", "传真", "邮箱", "电子邮箱", "联系人", "telepon", "dien thoai",
	},
}

// A meaning is what a heading stands for: the further ahead, the surer.
type meaning struct {
	field Field
	rank  int
}

var meanings = func() map[string]meaning {
	m := map[string]meaning{}
	for field, all := range words {
		for rank, w := range all {
			m[fold(w)] = meaning{field, rank}
		}
	}
	return m
}()

// fold brings spellings of a heading together: case, accents, punctuation, and
// the blanks in Chinese.
func fold(s string) string {
	var b strings.Builder
	blank, wide := false, false
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ':
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			blank = true
			continue
		}
		han := unicode.Is(unicode.Han, r)
		if blank && b.Len() > 0 && !(wide && han) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		blank, wide = false, han
	}
	return b.String()
}

// prefixes say what the whole table is of.
var prefixes = []string{"trademark ", "trade mark ", "mark ", "tm ", "商标"}

// understand returns what a heading stands for. One in two languages, or with
// something in brackets, is understood by its parts.
func understand(heading string) (meaning, bool) {
	tries := append([]string{heading}, strings.FieldsFunc(heading, func(r rune) bool { return strings.ContainsRune("/／|｜\n()（）[]【】:：,，", r) })...)
	han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	tries = append(tries, strings.Join(strings.FieldsFunc(heading, func(r rune) bool { return !han(r) }), ""), strings.Join(strings.FieldsFunc(heading, han), " "))
	var found []meaning
	for i, try := range tries {
		folded := fold(try)
		m, ok := meanings[folded]
		for _, p := range prefixes {
			if rest, cut := strings.CutPrefix(folded, p); cut && !ok {
				m, ok = meanings[rest]
			}
		}
		if ok && i == 0 {
			return m, true
		}
		if ok {
			found = append(found, m)
		}
	}
	if i := slices.IndexFunc(found, func(m meaning) bool { return m.field == Serial }); i >= 0 {
		return found[i], true // “注册号/申请号”
	}
	switch {
	case len(found) > 0:
		return found[0], true
	case personal(fold(heading)):
		return meaning{Ignore, len(words[Ignore])}, true
	}
	return meaning{}, false
}

// reaching are words of headings, whoever's they say it is, of what people are
// reached or known by. It is not kept.
var (
	reaching    = []string{"phone", "telephone", "tel", "mobile", "cellphone", "fax", "email", "mail", "whatsapp", "wechat", "passport", "telepon", "ktp", "nik"}
	reachingHan = []string{"电话", "電話", "手机", "手機", "传真", "傳真", "邮箱", "郵箱", "邮件", "郵件", "微信", "身份证", "身分證", "护照", "護照", "联系方式", "聯絡方式"}
)

func personal(folded string) bool {
	return slices.ContainsFunc(strings.Fields(folded), func(w string) bool { return slices.Contains(reaching, w) }) ||
		slices.ContainsFunc(reachingHan, func(w string) bool { return strings.Contains(folded, w) })
}
