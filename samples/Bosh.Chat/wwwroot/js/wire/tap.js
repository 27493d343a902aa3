import { Exchange } from './exchange.js';

const remembered = 400;

// Sees every BOSH request of the page, from the moment it is sent. Strophe sends with XMLHttpRequest, so that is what is listened to:
// the library itself is left as it is. Events: 'sent' and 'answered', each with the exchange in `detail`.
export class WireTap extends EventTarget {
  // The newest last.
  exchanges = [];
  #lanes = [];
  #nextId = 1;

  constructor(boshUrl) {
    super();
    this.#listen(new URL(boshUrl, location.href).href);
  }

  #listen(boshUrl) {
    const tap = this;
    const Plain = window.XMLHttpRequest;
    window.XMLHttpRequest = class extends Plain {
      #url = '';
      #exchange = null;
      #givenUp = false;

      constructor() {
        super();
        // First of all listeners: Strophe's own may send the next request at once, and the lane has to be free by then.
        this.addEventListener('readystatechange', () => {
          if (this.readyState === Plain.DONE && this.#exchange) {
            tap.#answered(this.#exchange, this.status, this.responseText, this.#givenUp);
            this.#exchange = null;
          }
        });
      }

      open(method, url, ...rest) {
        this.#url = new URL(url, location.href).href;
        super.open(method, url, ...rest);
      }

      send(body) {
        if (this.#url === boshUrl) {
          this.#exchange = tap.#sent(String(body ?? ''));
        }
        super.send(body);
      }

      abort() {
        this.#givenUp = true;
        super.abort();
      }
    };
  }

  // Browsers do not tell which TCP connection carries a request. But with at most two requests at a time, the one that is free does.
  #sent(text) {
    let lane = this.#lanes.findIndex(taken => !taken);
    if (lane < 0) {
      lane = this.#lanes.length;
    }
    this.#lanes[lane] = true;
    const exchange = new Exchange(this.#nextId++, lane, text);
    this.exchanges.push(exchange);
    if (this.exchanges.length > remembered) {
      this.exchanges.shift();
    }
    this.dispatchEvent(new CustomEvent('sent', { detail: exchange }));
    return exchange;
  }

  #answered(exchange, status, text, givenUp) {
    this.#lanes[exchange.lane] = false;
    exchange.end(status, text, givenUp);
    this.dispatchEvent(new CustomEvent('answered', { detail: exchange }));
  }
}
