// Several pages of one browser: which of them still lives, and one at a time where only one may work.
export const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
export const me = newKey(); // this page, until it is left

const ANSWER_WITHIN = 400;
const LEASE = 60_000;
const locks = navigator.locks;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("portal-tabs") : null;
const listeners = new Map();

// Browsers keep a lock as long as the page lives; where there are none (plain http), the page is asked and answers.
if (locks) locks.request(`page-${me}`, () => new Promise(() => {}));
channel?.addEventListener("message", ({ data }) => {
  if (data.type === "alive?" && data.page === me) channel.postMessage({ type: "alive", page: me });
  listeners.get(data.type)?.forEach((hear) => hear(data));
});

export async function isAlive(page) {
  if (page === me) return true;
  if (!locks) return answers(page);
  return (await locks.query()).held.some((lock) => lock.name === `page-${page}`);
}

// Runs `work` when no other page is at the same any more. Without locks: true, to be tried again, while another one is.
export async function exclusively(name, work) {
  if (locks) return locks.request(name, work);
  if (!takeLease(name)) return true;
  try {
    return await work();
  } finally {
    localStorage.removeItem(`lease:${name}`);
  }
}

// To every page of the portal in this browser, this one included.
export function tell(type, data = {}) {
  const message = { ...data, type };
  channel?.postMessage(message);
  listeners.get(type)?.forEach((hear) => hear(message));
}

export function hear(type, listener) {
  listeners.set(type, [...(listeners.get(type) ?? []), listener]);
}

function answers(page) {
  if (!channel) return Promise.resolve(false);
  return new Promise((resolve) => {
    const listen = ({ data }) => data.type === "alive" && data.page === page && finish(true);
    const finish = (found) => { channel.removeEventListener("message", listen); resolve(found); };
    channel.addEventListener("message", listen);
    channel.postMessage({ type: "alive?", page });
    setTimeout(finish, ANSWER_WITHIN, false);
  });
}

// Two pages may take it in the same instant: then one thing is sent twice, and its key makes that harmless.
function takeLease(name) {
  try {
    if (Number(localStorage.getItem(`lease:${name}`)) > Date.now()) return false;
    localStorage.setItem(`lease:${name}`, String(Date.now() + LEASE));
  } catch {
    // A browser that keeps nothing has nothing to share between its pages either.
  }
  return true;
}
