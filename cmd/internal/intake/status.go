package intake

import (
	"slices"
	"strings"

	"tocsin/crawlers/register"
)

// pending is where a mark goes on without a word for an act of ours: then its
// days tell.
const pending = "pending"

// statuses are the words of offices and services for where a mark stands.
var statuses = func() map[string]string {
	m := map[string]string{}
	for act, all := range map[string][]string{
		pending: {
			"pending", "filed", "received", "applied", "application filed", "application received", "new application", "application pending", "under examination", "examination", "formal examination", "substantive examination",
			"application under examination", "accepted", "allowed", "live", "published", "application published", "published for opposition", "advertised", "gazetted", "publication", "opposition period",
			"registration pending", "awaiting examination", "in process", "appeal pending",
			"申请中", "注册申请中", "等待受理", "已受理", "受理", "申请受理", "等待实质审查", "实质审查中", "实质审查", "审查中", "待审", "待审中", "新申请", "初审公告", "已初审公告", "初步审定", "初步审定公告", "初审", "公告中", "公告", "公告期", "异议期", "等待注册", "待注册", "驳回复审中", "复审中", "審查中", "公告期间",
			"permohonan baru", "dalam proses", "pemeriksaan formalitas", "pemeriksaan substantif", "pelayanan teknis", "masa pengumuman", "pengumuman", "masa pengumuman brm", "selesai masa pengumuman", "menunggu tanggapan substantif", "dalam proses pemeriksaan substantif", "menunggu pemeriksaan substantif",
			"dang giai quyet", "dang tham dinh", "dang xu ly", "cong bo don", "tham dinh noi dung", "tham dinh hinh thuc", "chap nhan don hop le",
			"อยู่ระหว่างการพิจารณา", "รอพิจารณา", "ประกาศโฆษณา", "อยู่ระหว่างประกาศโฆษณา", "รับคำขอ", "출원", "공고", "심사중", "출원공고", "en tramite", "publicada", "em andamento", "pedido de registro",
		},
		register.Opposed: {
			"opposed", "opposition", "under opposition", "opposition pending", "application opposed", "opposition filed", "异议中", "异议", "被异议", "异议申请中", "异议审查中", "異議中", "dalam proses oposisi", "oposisi", "keberatan",
			"phan doi", "bi phan doi", "คัดค้าน", "ถูกคัดค้าน", "이의신청", "opuesta", "con oposicion",
		},
		register.Registered: {
			"registered", "registration", "granted", "protected", "registered and renewed", "in force", "renewed", "active", "已注册", "注册", "核准注册", "已核准注册", "有效", "注册有效", "已续展", "续展", "专用权有效", "商标已注册", "註冊", "已註冊", "didaftar", "terdaftar", "daftar", "perpanjangan",
			"cap bang", "da cap bang", "dang hieu luc", "con hieu luc", "จดทะเบียน", "จดทะเบียนแล้ว", "ได้รับการจดทะเบียน", "등록", "registrada", "concedida", "vigente", "registro vigente",
		},
		register.Refused: {
			"refused", "rejected", "application refused", "refusal", "finally refused", "驳回", "已驳回", "申请驳回", "不予注册", "不予受理", "驳回不服", "核駁", "ditolak", "penolakan", "tolak", "tu choi", "bi tu choi", "ปฏิเสธ", "ไม่รับจดทะเบียน", "거절", "rechazada", "negada", "indeferida", "indeferido",
		},
		register.Withdrawn: {
			"withdrawn", "abandoned", "application withdrawn", "ended", "terminated", "dead", "inactive", "closed", "lapsed", "not protected", "撤回", "已撤回", "主动撤回", "放弃", "申请终止", "视为放弃", "视为撤回", "已终止", "终止", "失效", "无效",
			"ditarik kembali", "ditarik", "dianggap ditarik kembali", "rut don", "tu bo", "rut lai", "ละทิ้ง", "ทิ้งคำขอ", "ถอนคำขอ", "จำหน่ายคำขอ", "취하", "포기", "desistida", "abandonada", "arquivada", "arquivado",
		},
		register.Cancelled: {
			"cancelled", "canceled", "expired", "invalidated", "revoked", "surrendered", "removed", "registration cancelled", "registration expired", "registration surrendered", "撤销", "已撤销", "注销", "已注销", "宣告无效", "无效宣告", "已宣告无效", "期满未续展", "期满未续展注销商标", "过期", "到期", "已过期",
			"dibatalkan", "dihapus", "berakhir", "kadaluarsa", "het han", "het hieu luc", "mat hieu luc", "huy bo", "bi huy bo", "dinh chi hieu luc", "cham dut hieu luc", "เพิกถอน", "ถูกเพิกถอน", "หมดอายุ", "สิ้นอายุ", "소멸", "무효", "cancelada", "caducada", "extinta", "extinto", "vencida", "nula",
		},
	} {
		for _, w := range all {
			m[fold(w)] = act
		}
	}
	return m
}()

// announced are the words that say a mark is published, without saying when.
var announced = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range []string{
		"published", "application published", "published for opposition", "advertised", "gazetted", "publication", "opposition period", "初审公告", "已初审公告", "初步审定公告", "公告中", "公告", "公告期", "异议期", "公告期间",
		"masa pengumuman", "pengumuman", "masa pengumuman brm", "cong bo don", "ประกาศโฆษณา", "อยู่ระหว่างประกาศโฆษณา", "공고", "출원공고", "publicada",
	} {
		m[fold(w)] = true
	}
	return m
}()

// stand returns where a status says that a mark stands: one of the acts,
// pending, or "" for what is not understood. One that is not understood as a
// whole, "(TM) Didaftar", is by its parts. Of several, "Live/Registered", the act
// that a mark meets last counts, and pending only where there is no act.
func stand(status string) (word string, published bool) {
	tries := append([]string{status}, strings.FieldsFunc(status, func(r rune) bool { return strings.ContainsRune("()（）/／;；,，:：-–—|\n", r) })...)
	for i, try := range tries {
		folded := fold(try)
		for _, p := range prefixes {
			folded = strings.TrimPrefix(folded, p)
		}
		said := statuses[folded]
		if published = published || announced[folded]; said != "" && (word == "" || slices.Index(register.Acts, said) > slices.Index(register.Acts, word)) {
			word = said
		}
		if i == 0 && word != "" {
			break
		}
	}
	return word, published && word == pending
}
