// The console works without this file. It adds keys to lists (J, K, Enter) and
// a question before what cannot be undone. A button, a link or the summary of a
// form with data-key is pressed by its key: that of the row one stands in, or
// the only one of the page that stands in no row.
"use strict";

(() => {
	const rows = () => [...document.querySelectorAll("main [data-row], main tbody tr")].filter((r) => r.querySelector("a[href]"));
	let at = -1;

	const move = (by) => {
		const all = rows();
		if (all.length === 0) return;
		if (at >= 0 && all[at]) all[at].classList.remove("at");
		at = Math.min(Math.max(at + by, 0), all.length - 1);
		all[at].classList.add("at");
		all[at].querySelector("a[href]").focus({ preventScroll: true });
		all[at].scrollIntoView({ block: "nearest" });
	};

	const help = () => {
		const keys = document.getElementById("keys");
		if (!keys) return;
		keys.open = !keys.open;
		if (keys.open) keys.scrollIntoView({ block: "nearest" });
	};

	const press = (key) => {
		const here = (at >= 0 && rows()[at]) || document.activeElement?.closest("tr, [data-row]");
		const what = `[data-key="${key}"]`;
		let found = here ? [...here.querySelectorAll(what)] : [];
		if (found.length === 0) found = [...document.querySelectorAll(what)].filter((e) => !e.closest("tr, [data-row]"));
		if (found.length === 0 && !here) found = [...document.querySelectorAll(what)];
		if (found.length !== 1) return false;
		if (found[0].localName === "summary") unfold(found[0].parentElement);
		else found[0].click();
		return true;
	};

	const unfold = (details) => {
		details.open = true;
		details.querySelector("input:not([type=hidden]), select, textarea")?.focus();
	};

	if (new URLSearchParams(location.search).has("deed")) {
		const asked = document.querySelector(".deeds details[open]");
		if (asked) unfold(asked);
	}

	document.addEventListener("keydown", (e) => {
		if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
		if (e.target.closest("input, textarea, select, [contenteditable]")) return;
		if (e.key === "j") move(1);
		else if (e.key === "k") move(-1);
		else if (e.key === "?") help();
		else if (/^[a-z]$/.test(e.key) && press(e.key)) { /* done */ }
		else return;
		e.preventDefault();
	});

	document.addEventListener("submit", (e) => {
		const ask = e.submitter?.dataset.confirm ?? e.target.dataset.confirm;
		if (ask && !window.confirm(ask)) e.preventDefault();
	});
})();
