// Looks at the HTML pages that the build writes as a reader would, in a
// headless Chromium: links lead somewhere, every picture shows, tables sort, the
// views of a comparison switch, texts contrast with what is behind them in light
// and dark, and the keyboard reaches every control. In a report, searching finds,
// pictures open, a window 400 px wide shows all, and paper has what is folded away.
// Usage: node browser.mjs CHROMIUM PAGE...
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [browser, ...pages] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "browser-"));
const chromium = spawn(browser, ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
let failures = 0;
try {
  const address = await new Promise((found, lost) => {
    let text = "";
    chromium.stderr.on("data", piece => {
      text += piece;
      const at = text.match(/ws:\/\/\S+/);
      if (at) found(at[0]);
    });
    chromium.on("exit", code => lost(new Error("chromium ended with " + code + "\n" + text)));
    setTimeout(() => lost(new Error("chromium does not answer\n" + text)), 60000);
  });
  for (const page of pages) failures += await look(address, page);
} finally {
  chromium.kill();
  await new Promise(ended => chromium.on("exit", ended));
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failures > 0 ? 1 : 0);

async function look(address, page) {
  const port = new URL(address).port;
  const target = await (await fetch(`http://127.0.0.1:${port}/json/new?about:blank`, { method: "PUT" })).json();
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise(open => socket.addEventListener("open", open));
  let id = 0;
  const waiting = new Map(), events = new Map();
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    if (message.id) waiting.get(message.id)(message);
    else events.get(message.method)?.(message.params);
  });
  const send = (method, params = {}) => new Promise((done, fail) => {
    waiting.set(++id, m => m.error ? fail(new Error(method + ": " + m.error.message)) : done(m.result));
    socket.send(JSON.stringify({ id, method, params }));
  });
  const run = async expression => {
    const r = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (r.exceptionDetails) throw new Error(r.exceptionDetails.exception?.description ?? r.exceptionDetails.text);
    return r.result.value;
  };
  const errors = [];
  events.set("Runtime.exceptionThrown", e => errors.push(e.exceptionDetails.text));
  events.set("Log.entryAdded", e => { if (e.entry.level === "error") errors.push(e.entry.text); });
  await send("Runtime.enable");
  await send("Log.enable");
  await send("Page.enable");
  const loaded = new Promise(done => events.set("Page.loadEventFired", done));
  await send("Page.navigate", { url: pathToFileURL(resolve(page)).href });
  await loaded;
  const results = {};
  for (const [name, check] of Object.entries({ images, links, sorting, views })) results[name] = await run(`(${check})()`);
  for (const [name, check] of Object.entries({ searching, enlarging })) results[name] = await run(`(${check})()`);
  await send("Emulation.setDeviceMetricsOverride", { width: 400, height: 800, deviceScaleFactor: 1, mobile: false });
  results["400 px"] = await run(`(${narrow})()`);
  await send("Emulation.clearDeviceMetricsOverride");
  await send("Emulation.setEmulatedMedia", { media: "print" });
  results.print = await run(`(${printed})()`);
  await send("Emulation.setEmulatedMedia", { media: "" });
  for (const scheme of ["light", "dark"]) {
    await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    results["contrast, " + scheme] = await run(`(${contrast})()`);
  }
  const controls = await run(`(${mark})()`);
  await run("document.activeElement.blur()");
  const reached = new Set();
  for (let i = 0; i < 3 * controls + 20 && reached.size < controls; i++) {
    await send("Input.dispatchKeyEvent", { type: "keyDown", key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
    await send("Input.dispatchKeyEvent", { type: "keyUp", key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 });
    const at = await run("document.activeElement?.dataset.control ?? ''");
    if (at !== "") reached.add(at);
  }
  results["keyboard reaches " + controls + " controls"] = reached.size === controls || "only " + reached.size;
  results["no script fails, nothing is blocked"] = errors.length === 0 || errors.join("; ");
  results.policy = await run(`(${policy})()`); // last: what it tries is logged as an error
  let bad = 0;
  for (const [name, outcome] of Object.entries(results)) {
    const fine = outcome === true || typeof outcome === "number" || (typeof outcome === "string" && outcome.startsWith("ok"));
    console.log(`${fine ? "ok  " : "FAIL"} ${page}: ${name}${outcome === true ? "" : ": " + outcome}`);
    if (!fine) bad++;
  }
  socket.close();
  return bad;
}

// The functions below run inside the page.

async function images() {
  const all = [...document.images];
  await Promise.all(all.map(i => i.complete ? null : new Promise(done => { i.onload = i.onerror = done; })));
  const blind = all.filter(i => i.naturalWidth === 0 || !i.alt);
  return all.length > 0 && blind.length === 0 ? "ok, " + all.length : "no picture or no text instead: " + blind.map(i => i.alt || i.src.slice(0, 60)).join(", ");
}

function links() {
  const all = [...document.querySelectorAll("a[href]")];
  const dead = all.filter(a => {
    const to = a.getAttribute("href");
    if (to.startsWith("#")) return !document.getElementById(to.slice(1));
    return !(to.startsWith("data:") && to.length > 100);
  });
  return dead.length === 0 ? "ok, " + all.length : "lead nowhere: " + dead.map(a => a.getAttribute("href").slice(0, 60)).join(", ");
}

function sorting() {
  const tables = [...document.querySelectorAll("table.sortable")];
  for (const table of tables) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const values = () => [...table.tBodies[0].rows].map(r => r.cells[column].dataset.value ?? r.cells[column].textContent.trim());
      const before = [...values()].sort().join("\n");
      for (const way of ["ascending", "descending"]) {
        head.querySelector("button").click();
        if (head.getAttribute("aria-sort") !== way) throw new Error("aria-sort is " + head.getAttribute("aria-sort"));
        const now = values(), numbers = now.map(parseFloat);
        const sign = way === "ascending" ? 1 : -1;
        for (let i = 1; i < now.length; i++) {
          const words = [numbers[i - 1], numbers[i]].map(Number.isNaN);
          const d = words[0] !== words[1] ? words[1] - words[0] : words[0] ? now[i].localeCompare(now[i - 1]) : numbers[i] - numbers[i - 1];
          if (d * sign < 0) throw new Error(head.textContent + " is not " + way + " at row " + i);
        }
        if ([...now].sort().join("\n") !== before) throw new Error("sorting lost rows");
      }
    });
  }
  return "ok, " + tables.length + " tables";
}

function searching() {
  const input = document.querySelector("input[type=search]");
  if (!input) return "ok, nothing to search";
  const shown = () => [...document.querySelectorAll("section.figure, #claims tbody tr, #sweeps tbody tr")].filter(e => e.getClientRects().length > 0);
  const say = value => { input.value = value; input.dispatchEvent(new Event("input", { bubbles: true })); };
  const all = shown().length;
  for (const word of ["figure7", "networks.parquet", document.querySelector("#claims tbody code").textContent]) {
    say(word.toUpperCase());
    const left = shown();
    if (left.length === 0 || left.length === all) return `${word} leaves ${left.length} of ${all}`;
    if (!left.every(e => e.textContent.toLowerCase().includes(word.toLowerCase()))) return word + " leaves others";
    if (!/\d of \d/.test(document.getElementById("found").textContent)) return "the number found is not said";
    const dead = [...document.querySelectorAll("nav a")].filter(a => a.getClientRects().length > 0 && document.querySelector(a.getAttribute("href")).hidden);
    if (dead.length > 0) return "a link leads to what is hidden";
  }
  say("no such word anywhere");
  if (shown().length > 0) return "what is not there leaves something";
  say("");
  return shown().length === all ? "ok, " + all : "not all comes back";
}

async function enlarging() {
  const buttons = [...document.querySelectorAll("button.enlarge")], dialog = document.querySelector("dialog");
  for (const button of buttons) {
    button.click();
    const large = dialog.querySelector("img");
    await large.decode();
    const fits = large.getBoundingClientRect().width;
    if (!dialog.open || fits < 100) return "a picture does not open";
    large.click();
    if (large.getBoundingClientRect().width < Math.max(fits, large.naturalWidth)) return "a picture does not show at its full size";
    dialog.querySelector("button").click();
    if (dialog.open) return "it does not close";
  }
  await new Promise(done => setTimeout(done, 100)); // the last one is put away
  return "ok, " + buttons.length;
}

function narrow() {
  const wide = document.documentElement.scrollWidth;
  if (wide > 400) return `the page is ${wide} px wide`;
  const graph = document.querySelector("svg.graph");
  if (!graph) return "ok, no graph";
  const label = graph.querySelector("text"), size = 12 * graph.getBoundingClientRect().width / graph.viewBox.baseVal.width;
  if (size < 9) return `the graph's text is ${size} px high`;
  const around = graph.closest(".scroll");
  if (around.scrollWidth <= around.clientWidth || around.tabIndex !== 0) return "the graph does not scroll";
  return label ? "ok" : "the graph has no text";
}

function printed() {
  const folded = document.querySelectorAll("details:not([open])").length;
  dispatchEvent(new Event("beforeprint"));
  const still = document.querySelectorAll("details:not([open])").length;
  dispatchEvent(new Event("afterprint"));
  if (document.querySelectorAll("details:not([open])").length !== folded) return "after printing other parts are folded";
  if (!document.querySelector("input[type=search]")) return "ok, not made for paper";
  const there = ["nav", ".search"].filter(s => document.querySelector(s).getClientRects().length > 0);
  if (there.length > 0) return there.join(", ") + " would be printed";
  return still === 0 ? "ok, " + folded + " parts unfold" : still + " parts stay folded";
}

function views() {
  const radios = [...document.querySelectorAll("fieldset input[type=radio]")];
  for (const radio of radios) {
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    const stage = radio.closest("section").querySelector(".stage"), after = stage.querySelectorAll("img")[1];
    if (!stage.classList.contains(radio.value)) throw new Error(radio.value + " does not switch");
    const style = getComputedStyle(after);
    const right = {
      side: style.position !== "absolute", overlay: style.opacity < 1,
      swipe: style.clipPath.startsWith("inset"), difference: style.mixBlendMode === "difference",
    }[radio.value];
    if (!right) throw new Error(radio.value + " does not show");
  }
  return "ok, " + radios.length;
}

// policy tries what the page's content security policy must stop: a script and
// a style from a text, and a picture from elsewhere.
async function policy() {
  const blocked = [];
  const note = e => blocked.push(e.effectiveDirective);
  document.addEventListener("securitypolicyviolation", note);
  const script = document.createElement("script");
  script.textContent = "window.probed = true; // policy-probe";
  const style = document.createElement("style");
  style.textContent = "/* policy-probe */ body { --probed: yes; }";
  const image = new Image();
  image.src = "http://127.0.0.1:9/policy-probe.png";
  document.body.append(script, style);
  await new Promise(done => setTimeout(done, 200));
  for (const e of [script, style]) e.remove();
  document.removeEventListener("securitypolicyviolation", note);
  const styled = getComputedStyle(document.body).getPropertyValue("--probed") !== "";
  const kinds = ["img-src", "script-src-elem", "style-src-elem"].filter(k => !blocked.includes(k));
  if (window.probed || styled || kinds.length > 0) return "not blocked: " + kinds.join(", ") + (window.probed ? ", a script ran" : "") + (styled ? ", a style was applied" : "");
  return "ok, a script, a style and a picture from elsewhere are blocked";
}

// contrast is the least ratio of a text to what is behind it, as WCAG has it.
function contrast() {
  const parse = c => c.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const f = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  let least = 99, where = "";
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || ["SCRIPT", "STYLE"].includes(e.tagName)) continue;
    const a = luminance(parse(getComputedStyle(e).color)), b = luminance(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) { least = ratio; where = e.tagName + " " + e.textContent.trim().slice(0, 30); }
  }
  return least >= 4.5 ? "ok, at least " + least.toFixed(1) : least.toFixed(2) + " at " + where;
}

// mark numbers what the keyboard must reach: of radios with one name, one.
function mark() {
  for (const d of document.querySelectorAll("details")) d.open = true;
  const names = new Set();
  let n = 0;
  for (const e of document.querySelectorAll("a[href], button, summary, input:not([disabled])")) {
    if (e.type === "radio") {
      if (!e.checked || names.has(e.name)) continue;
      names.add(e.name);
    }
    e.dataset.control = n++;
  }
  return n;
}
