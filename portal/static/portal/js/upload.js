// A form with data-upload sends each chosen or dropped file by itself and tells how far it is, in words.
import { say } from "./words.js";

const MEGABYTE = 1024 * 1024;

export function start(form) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector("[data-drop]");
  input.addEventListener("change", () => receive(form, input, [...input.files]));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    receive(form, input, [...event.dataTransfer.files]);
  });
}

async function receive(form, input, files) {
  for (const file of files) {
    const line = addLine(form, file);
    const fault = faultOf(file, form, input);
    if (fault) finish(line, "uploadFailed", { name: file.name, reason: fault });
    else await sendOne(form, input.name, file, line);
  }
  input.value = "";
}

function faultOf(file, form, input) {
  const limit = Number(form.dataset.limitMb) || Infinity;
  if (file.size > limit * MEGABYTE) return say("tooLarge", { limit });
  const accepted = input.accept.toLowerCase().split(",").map((part) => part.trim()).filter(Boolean);
  const fits = !accepted.length || accepted.some((ending) => file.name.toLowerCase().endsWith(ending));
  return fits ? "" : say("wrongType", { types: input.accept });
}

function addLine(form, file) {
  const line = document.createElement("p");
  line.textContent = say("uploading", { name: file.name, percent: 0 });
  form.querySelector("[data-upload-status]").append(line);
  return line;
}

// XMLHttpRequest, because fetch cannot tell how much of a file has been sent.
function sendOne(form, name, file, line) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData(form);
    body.set(name, file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => showProgress(line, file, event);
    request.onload = () => { judge(form, file, line, request); resolve(); };
    request.onerror = () => { finish(line, "uploadFailed", { name: file.name, reason: say("networkLost") }); resolve(); };
    request.send(body);
  });
}

function showProgress(line, file, event) {
  const percent = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
  line.textContent = say("uploading", { name: file.name, percent });
}

function judge(form, file, line, request) {
  if (request.status >= 200 && request.status < 300 && request.response) {
    place(form, request.response);
    finish(line, "uploaded", { name: file.name }, false);
    return;
  }
  const reason = Object.values(request.response?.errors ?? {}).flat().join(" ") || request.response?.message;
  finish(line, "uploadFailed", { name: file.name, reason: reason || say("serverRefused") });
}

function place(form, answer) {
  const list = document.getElementById(form.dataset.list);
  if (!list || !answer.html) return;
  list.insertAdjacentHTML("beforeend", answer.html);
  window.htmx?.process(list);
  form.dispatchEvent(new CustomEvent("upload:received", { bubbles: true, detail: answer }));
}

function finish(line, key, values, bad = true) {
  line.textContent = say(key, values);
  line.classList.toggle("is-bad", bad);
}
