import { createClient } from "stanza";

export function connect({ url, jid, password }, onMessage) {
  const stanza = createClient({ jid, password, autoReconnect: false, transports: { bosh: url, websocket: false } });
  stanza.on("message", message => { if (message.body) onMessage(message.body); });
  const offline = new Promise(resolve => stanza.on("disconnected", resolve));
  const online = new Promise((resolve, reject) => {
    stanza.on("session:started", () => resolve({
      jid: stanza.jid,
      send: (to, body) => stanza.sendMessage({ to, type: "chat", body }),
      logOut: () => { stanza.disconnect(); return offline; },
    }));
    for (const event of ["auth:failed", "stream:error", "disconnected"]) stanza.on(event, why => reject(new Error(`stanza: ${event} ${JSON.stringify(why)}`)));
  });
  stanza.connect();
  return online;
}
