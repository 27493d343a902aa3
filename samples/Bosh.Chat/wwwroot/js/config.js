// Where the connection manager is. A page of another origin would write the whole address here.
export const boshUrl = '/http-bind';

// Seconds that the server may hold a request: shorter than the usual minute, so that one sees in the picture what happens when it is over.
export const wait = 25;

// The domains that the server offers: [{ name, embedded, room }].
export async function loadDomains() {
  const answer = await fetch('config.json');
  if (!answer.ok) {
    throw new Error(`config.json: ${answer.status}`);
  }
  return (await answer.json()).domains;
}
