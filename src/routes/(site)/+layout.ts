// The public pages are HTML and CSS: no script is sent.
export const csr = false;
