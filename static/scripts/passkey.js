/* Asks the browser for a passkey (WebAuthn level 3): the one thing of signing in that only a script can do. */

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const withBytes = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

async function post(address, body) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** A credential as JSON; browsers that can do that themselves are not yet all of them. */
function described({ id, type, response, authenticatorAttachment, getClientExtensionResults }, credential) {
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
  const texts = parts.flatMap((part) => (response[part] ? [[part, toText(response[part])]] : []));
  return {
    id,
    rawId: id,
    type,
    authenticatorAttachment: authenticatorAttachment ?? undefined,
    clientExtensionResults: getClientExtensionResults.call(credential),
    response: { ...Object.fromEntries(texts), transports: response.getTransports?.() }
  };
}

async function signIn({ dataset }) {
  const options = await post(`${dataset.at}/options`, {});
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials)
    }
  });
  const { to } = await post(dataset.at, { response: described(credential, credential), to: dataset.to });
  location.assign(to);
}

async function add({ dataset }, form) {
  const options = await post(`${dataset.at}/options`, {});
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials)
    }
  });
  await post(`${dataset.at}/add`, { response: described(credential, credential), name: form.elements.name.value });
  location.reload();
}

for (const place of window.PublicKeyCredential ? document.querySelectorAll('[data-passkey]') : []) {
  const form = place.querySelector('form');
  const failure = place.querySelector('[role=alert]');
  const begin = async (event) => {
    event.preventDefault();
    failure.hidden = true;
    try {
      await (form ? add(place, form) : signIn(place));
    } catch {
      failure.hidden = false;
    }
  };
  if (form) form.addEventListener('submit', begin);
  else place.querySelector('button').addEventListener('click', begin);
  place.hidden = false;
  for (const note of document.querySelectorAll('[data-without-passkey]')) note.hidden = true;
}
