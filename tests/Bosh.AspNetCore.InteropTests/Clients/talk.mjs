// One client of a test: node talk.mjs NAME, with what it shall do as JSON on its input.
// It logs in, tells its address, sends its texts to the peer, takes what comes until the peer says that it is enough, tells what came, and logs out.
import { text } from "node:stream/consumers";

const task = JSON.parse(await text(process.stdin));
const { connect } = await import(`./${process.argv[2]}.mjs`);
const tell = what => process.stdout.write(JSON.stringify(what) + "\n");

const received = [];
let enough;
const isEnough = new Promise(resolve => enough = resolve);
const client = await connect(task, body => body === task.enough ? enough() : received.push(body));
tell({ online: client.jid });
task.texts.forEach(body => client.send(task.peer, body));
await isEnough;
tell({ received });
await client.logOut();
tell({ offline: true });
