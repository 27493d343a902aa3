import { element } from '../dom.js';

const zooms = [15, 30, 60];
const future = 84; // pixels to the right of now, where labels of the newest things have room
const leastWidth = 7; // pixels of a bar that took next to no time
const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
const lingering = 2500; // milliseconds that the picture goes on after the last request is answered; then it stands still

// The lanes: time runs to the right, each request is a bar from when it was sent to when its answer came.
export class Timeline {
  #root;
  #tap;
  #hooks;
  #ticks = element('div', { class: 'ticks track' });
  #lanes = [];
  #bars = new Map();
  #seconds = 30;
  #epoch = 0;
  #nextTick = 0;
  #selected = null;
  #drawnAt = 0;

  // hooks: { peek(exchange or null), pick(exchange) }, called when a bar is pointed at, or clicked.
  constructor(root, zoomGroup, tap, hooks) {
    this.#root = root;
    this.#tap = tap;
    this.#hooks = hooks;
    root.append(this.#ticks, element('div', { class: 'now' }));
    this.#lane(0);
    this.#lane(1);
    for (const seconds of zooms) {
      const button = element('button', { type: 'button', 'aria-pressed': String(seconds === this.#seconds) }, `${seconds} s`);
      button.addEventListener('click', () => {
        this.#seconds = seconds;
        [...zoomGroup.children].forEach(other => other.setAttribute('aria-pressed', String(other === button)));
        this.#redraw();
      });
      zoomGroup.append(button);
    }
    tap.addEventListener('sent', event => this.#add(event.detail));
    tap.addEventListener('answered', event => this.#finish(event.detail));
    new ResizeObserver(() => this.#redraw()).observe(root);
    this.#animate();
  }

  select(exchange) {
    this.#bars.get(this.#selected)?.bar.classList.remove('selected');
    this.#selected = exchange;
    this.#bars.get(exchange)?.bar.classList.add('selected');
  }

  get #scale() {
    return Math.max(1, this.#root.clientWidth - future) / this.#seconds / 1000;
  }

  // Where a time is on the tracks, which move to the left as a whole.
  #x(time) {
    return (time - this.#epoch) * this.#scale;
  }

  // Stands still while there is nothing to see: before the login and after the logout.
  #now() {
    const now = performance.now();
    const newest = this.#tap.exchanges.at(-1);
    if (this.#tap.exchanges.some(exchange => exchange.state === 'held')) {
      return now;
    }
    return Math.min(now, (newest?.answeredAt ?? 0) + lingering);
  }

  #lane(index) {
    while (this.#lanes.length <= index) {
      const name = 'ABCDEFGH'[this.#lanes.length];
      const track = element('div', { class: 'track' });
      const clock = element('span', { class: 'clock' });
      this.#root.append(element('div', { class: 'lane', 'data-testid': `lane-${name}` },
        element('span', { class: 'lane-name' }, 'Connection ', element('b', {}, name)), track, clock));
      this.#lanes.push({ track, clock, upEnd: -1, downEnd: -1 });
    }
    return this.#lanes[index];
  }

  #redraw() {
    this.#bars.clear();
    this.#ticks.replaceChildren();
    this.#lanes.forEach(lane => {
      lane.track.replaceChildren();
      lane.upEnd = lane.downEnd = -1;
    });
    this.#epoch = this.#tap.exchanges[0]?.sentAt ?? 0;
    this.#nextTick = Math.max(0, Math.floor((this.#now() - this.#epoch) / 5000 - this.#seconds / 5)) * 5000;
    for (const exchange of this.#tap.exchanges) {
      this.#add(exchange);
      if (exchange.state !== 'held') {
        this.#finish(exchange);
      }
    }
    this.#move();
  }

  #add(exchange) {
    if (this.#tap.exchanges[0] === exchange && this.#epoch !== exchange.sentAt) {
      this.#redraw();
      return;
    }
    const bar = element('div', { class: 'bar held', 'data-testid': 'bar', 'data-rid': exchange.rid, 'data-state': 'held', 'data-lane': exchange.laneName },
      element('span', { class: 'rid' }, exchange.shortRid));
    bar.style.left = `${this.#x(exchange.sentAt)}px`;
    bar.addEventListener('mouseenter', () => this.#hooks.peek(exchange));
    bar.addEventListener('mouseleave', () => this.#hooks.peek(null));
    bar.addEventListener('click', () => this.#hooks.pick(exchange));
    const lane = this.#lane(exchange.lane);
    lane.track.append(bar);
    this.#bars.set(exchange, { bar, labels: [] });
    bar.classList.toggle('selected', exchange === this.#selected);
    if (exchange.sent !== '') {
      bar.classList.add('carries');
      lane.upEnd = this.#label(exchange, 'up', exchange.sent, this.#x(exchange.sentAt), lane.upEnd);
    }
    this.#size(exchange);
  }

  #finish(exchange) {
    const drawn = this.#bars.get(exchange);
    if (!drawn) {
      return;
    }
    drawn.bar.classList.replace('held', exchange.state);
    drawn.bar.dataset.state = exchange.state;
    drawn.bar.title = `${exchange.heldFor().toFixed(1)} s: ${exchange.sent || 'nothing'} → ${exchange.cameBack || 'nothing'}`;
    this.#size(exchange);
    if (exchange.cameBack !== '') {
      const lane = this.#lane(exchange.lane);
      lane.downEnd = this.#label(exchange, 'down', exchange.cameBack, this.#x(exchange.answeredAt), lane.downEnd);
    }
  }

  // Leaves a label out where the one before needs the room; the list below has them all. Returns where the last one ends.
  #label(exchange, direction, text, left, occupiedTo) {
    if (left < occupiedTo) {
      return occupiedTo;
    }
    const label = element('span', { class: `label ${direction} ${direction === 'down' ? exchange.state : ''}` }, text);
    label.style.left = `${left}px`;
    this.#lane(exchange.lane).track.append(label);
    this.#bars.get(exchange).labels.push(label);
    return left + label.offsetWidth + 6;
  }

  #size(exchange) {
    const width = Math.max(leastWidth, this.#x(exchange.answeredAt ?? performance.now()) - this.#x(exchange.sentAt));
    const { bar } = this.#bars.get(exchange);
    bar.style.width = `${width}px`;
    bar.classList.toggle('narrow', width < 54);
  }

  // Bars move by some twenty pixels a second: more pictures would cost and show nothing.
  #animate(time = 0) {
    if (time - this.#drawnAt >= (lessMotion.matches ? 500 : 30)) {
      this.#drawnAt = time;
      this.#move();
    }
    requestAnimationFrame(next => this.#animate(next));
  }

  #move() {
    const now = this.#now();
    const shift = this.#root.clientWidth - future - this.#x(now);
    this.#root.style.setProperty('--shift', `${shift}px`);
    for (; this.#tap.exchanges.length > 0 && this.#epoch + this.#nextTick < now; this.#nextTick += 5000) {
      const tick = element('span', { class: 'tick' }, clockText(this.#nextTick / 1000));
      tick.style.left = `${this.#x(this.#epoch + this.#nextTick)}px`;
      this.#ticks.append(tick);
    }
    this.#lanes.forEach(lane => { lane.clock.textContent = ''; });
    for (const [exchange, { bar, labels }] of this.#bars) {
      if (exchange.state === 'held') {
        this.#size(exchange);
        this.#lane(exchange.lane).clock.textContent = `${exchange.heldFor().toFixed(1)} s`;
      } else if (this.#x(exchange.answeredAt) + shift < -300) {
        bar.remove();
        labels.forEach(label => label.remove());
        this.#bars.delete(exchange);
      }
    }
  }
}

const clockText = seconds => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
