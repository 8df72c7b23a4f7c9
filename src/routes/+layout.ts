// Pages are HTML and CSS: no script is sent, the error page included. What is live says otherwise in its own layout.
export const csr = false;
