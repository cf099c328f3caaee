// SPDX-License-Identifier: Apache-2.0
// The HTML report in a real browser: browser.js CHROMIUM PICTURES REPORT...
//
// For each report, in light and dark, wide and narrow: nothing is complained about, requested or run that is not
// the page's own; nothing is wider than the page; axe-core finds no serious violation; with a mouse, with a
// keyboard and without JavaScript it can be read.  Pictures of the first report are written to the folder
// PICTURES.
"use strict";
const fs = require("fs");
const path = require("path");
const puppeteer = require("puppeteer-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const views = [
  { name: "light", width: 1200, height: 1500, scheme: "light", script: true },
  { name: "dark", width: 1200, height: 1500, scheme: "dark", script: true },
  { name: "narrow", width: 360, height: 740, scheme: "light", script: true },
  { name: "plain", width: 1200, height: 1500, scheme: "light", script: false },
];
let complaints = 0;

function want(where, what, truth) {
  if (!truth) {
    complaints += 1;
    console.log(`${where}: ${what}`);
  }
}

// What a page must not do, noted while it is read.
function watch(page, where) {
  page.on("console", (message) => want(where, `console: ${message.text()}`, false));
  page.on("pageerror", (error) => want(where, `error: ${error}`, false));
  page.on("dialog", async (dialog) => {
    want(where, `dialog: ${dialog.message()}`, false);
    await dialog.dismiss();
  });
  page.on("request", (request) => want(where, `requests ${request.url()}`, request.isNavigationRequest() && request.url().startsWith("file:")));
}

async function look(page, where) {
  const seen = await page.evaluate(() => ({
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    scripts: document.scripts.length,
    images: document.images.length + document.querySelectorAll("iframe, object, embed, link, form").length,
    handlers: [...document.querySelectorAll("*")].some((one) => [...one.attributes].some((a) => a.name.startsWith("on") || a.name === "style")),
    links: [...document.links].filter((link) => !link.getAttribute("href").startsWith("#")).length,
    dangling: [...document.links].filter((link) => !document.getElementById(link.getAttribute("href").slice(1))).length,
    findings: document.querySelectorAll("details.finding").length,
    hidden: /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(document.documentElement.textContent),
    text: document.body.innerText.length,
  }));
  want(where, `is ${seen.wider} pixels wider than its window`, seen.wider <= 0);
  want(where, `has ${seen.scripts} scripts`, seen.scripts === 1);
  want(where, `has ${seen.images} images, frames or forms`, seen.images === 0);
  want(where, "has an attribute that runs or styles", !seen.handlers);
  want(where, `has ${seen.links} links out of it`, seen.links === 0);
  want(where, `has ${seen.dangling} links to nothing`, seen.dangling === 0);
  want(where, "has characters that hide or turn text", !seen.hidden);
  want(where, "says nothing", seen.text > 200);
  return seen.findings;
}

// Filters by a word that nothing has, then by none; opens all.
async function use(page, where, findings) {
  const shown = () => page.$$eval("details.finding:not([hidden])", (all) => all.length);
  if (findings === 0) return;
  await page.type("#word", "no such word at all");
  want(where, "shows findings that do not fit", (await shown()) === 0);
  await page.$eval("#word", (one) => { one.value = ""; one.dispatchEvent(new Event("input")); });
  want(where, "does not show all findings again", (await shown()) === findings);
  await page.click("#toggle");
  want(where, "does not open all", (await page.$$eval("details.finding[open]", (all) => all.length)) === findings);
  await page.click("#toggle");
  await page.focus("details.finding summary");
  await page.keyboard.press("Enter");
  want(where, "does not open by keyboard", await page.$eval("details.finding", (one) => one.open));
}

async function check(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await axe.run()).violations.map((one) => [one.impact, one.id, one.nodes[0].html.slice(0, 100)]));
  for (const [impact, id, node] of found) want(where, `axe-core: ${impact}: ${id}: ${node}`, impact !== "serious" && impact !== "critical");
}

async function read(browser, report, view, pictures) {
  const where = `${path.basename(report)}, ${view.name}`;
  const page = await browser.newPage();
  watch(page, where);
  await page.setJavaScriptEnabled(view.script);
  await page.setViewport({ width: view.width, height: view.height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
  await page.goto(`file://${report}`);
  const findings = await look(page, where);
  if (pictures) await page.screenshot({ path: path.join(pictures, `report-${view.name}.png`) });
  if (view.script) {
    await use(page, where, findings);
    await check(page, where);
  } else {
    want(where, "shows filters that do nothing", findings === 0 || !(await page.$eval("#filters", (one) => one.checkVisibility())));
  }
  await page.close();
}

(async () => {
  const [chromium, pictures, ...reports] = process.argv.slice(2);
  const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ["--no-sandbox"] });
  for (const [index, report] of reports.entries())
    for (const view of views) await read(browser, path.resolve(report), view, index === 0 ? pictures : null);
  await browser.close();
  console.log(`browser: ${reports.length} reports, ${views.length} views each, ${complaints} complaints`);
  process.exit(complaints === 0 && reports.length > 0 ? 0 : 1);
})();
