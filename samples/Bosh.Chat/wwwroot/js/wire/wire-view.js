import { byId } from '../dom.js';
import { Detail } from './detail.js';
import { ExchangeList } from './exchange-list.js';
import { Terms } from './terms.js';
import { Timeline } from './timeline.js';

// The picture of the wire. The detail shows what is pointed at, else what was clicked, else the newest exchange that says something.
export function drawWire(tap) {
  let peeked = null;
  let picked = null;
  let newest = null;

  const refresh = () => detail.show(peeked ?? picked ?? newest, picked !== null);
  const pick = exchange => {
    picked = exchange;
    timeline.select(exchange);
    list.select(exchange);
    refresh();
  };
  const hooks = {
    peek: exchange => {
      peeked = exchange;
      refresh();
    },
    pick: exchange => pick(exchange === picked ? null : exchange),
  };

  const detail = new Detail(byId('detail'), () => pick(null));
  const timeline = new Timeline(byId('timeline'), byId('zoom'), tap, hooks);
  const list = new ExchangeList(byId('exchanges'), tap, hooks);
  new Terms(byId('terms'), tap);

  const follow = event => {
    if (event.detail.sent !== '' || event.detail.cameBack !== '') {
      newest = event.detail;
    }
    refresh();
  };
  tap.addEventListener('sent', follow);
  tap.addEventListener('answered', follow);
}
