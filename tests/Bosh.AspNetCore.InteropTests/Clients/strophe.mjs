import { JSDOM } from "jsdom";

export async function connect({ url, jid, password }, onMessage) {
  // A page of another origin than the service, so there are preflights.
  const { window } = new JSDOM("", { url: "http://page.test/" });
  for (const name of ["window", "document", "DOMParser", "XMLSerializer", "XMLHttpRequest"]) {
    globalThis[name] = name === "window" ? window : window[name];
  }
  const { Strophe, $msg } = await import("./node_modules/strophe.js/dist/strophe.esm.js");
  Strophe.setLogLevel(Strophe.LogLevel.WARN);
  const connection = new Strophe.Connection(url);
  let connected, disconnected, failed;
  const online = new Promise((resolve, reject) => [connected, failed] = [resolve, reject]);
  const offline = new Promise(resolve => disconnected = resolve);
  connection.addHandler(message => {
    const body = message.getElementsByTagName("body")[0];
    if (body) onMessage(body.textContent);
    return true;
  }, null, "message");
  connection.connect(jid, password, (status, reason) => {
    if (status === Strophe.Status.CONNECTED) connected();
    if (status === Strophe.Status.DISCONNECTED) disconnected();
    if ([Strophe.Status.ERROR, Strophe.Status.CONNFAIL, Strophe.Status.AUTHFAIL, Strophe.Status.CONNTIMEOUT].includes(status)) {
      failed(new Error(`Strophe: ${status} ${reason}`));
    }
  });
  await online;
  return {
    jid: connection.jid,
    send: (to, body) => connection.send($msg({ to, type: "chat" }).c("body").t(body)),
    logOut: () => { connection.disconnect("bye"); return offline; },
  };
}
