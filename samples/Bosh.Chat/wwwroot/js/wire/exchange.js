import { describeAnswer, describeRequest, parseBody } from './stanzas.js';

// One HTTP request and its answer. Times are milliseconds of performance.now().
export class Exchange {
  // 'held' while there is no answer; then 'data', 'empty' or 'failed'.
  state = 'held';
  answeredAt = null;
  answer = null;
  cameBack = '';

  constructor(id, lane, text) {
    this.id = id;
    this.lane = lane;
    this.sentAt = performance.now();
    this.clock = new Date();
    this.requestSize = new Blob([text]).size;
    this.answerSize = 0;
    this.request = parseBody(text);
    this.rid = this.request?.getAttribute('rid') ?? '?';
    this.sent = this.request ? describeRequest(this.request) : 'not a body';
    this.createsSession = this.request !== null && !this.request.hasAttribute('sid');
  }

  get laneName() {
    return 'ABCDEFGH'[this.lane] ?? '?';
  }

  // rids are long and differ in their last digits only.
  get shortRid() {
    return this.rid.length > 4 ? `…${this.rid.slice(-4)}` : this.rid;
  }

  heldFor(now = performance.now()) {
    return ((this.answeredAt ?? now) - this.sentAt) / 1000;
  }

  end(status, text, givenUp) {
    this.answeredAt = performance.now();
    this.answerSize = new Blob([text]).size;
    this.answer = text === '' ? null : parseBody(text);
    if (status !== 200 || this.answer === null) {
      this.state = 'failed';
      this.cameBack = givenUp ? 'given up by the page' : status === 0 ? 'no answer' : status === 200 ? 'not a body' : `HTTP ${status}`;
      return;
    }
    this.cameBack = describeAnswer(this.answer, this.createsSession);
    this.state = this.answer.hasAttribute('condition') ? 'failed' : this.cameBack === '' ? 'empty' : 'data';
  }
}
