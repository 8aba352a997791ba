package account

// Kinds of secrets that are given out.
const (
	kindVerify   = "verify"   // an address of mail is one's own
	kindReset    = "reset"    // a new password may be chosen
	kindRecovery = "recovery" // in place of a one-time code
	kindAPI      = "api"      // of a machine
)
