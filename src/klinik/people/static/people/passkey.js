// Passkeys: the device signs what the server asked, and the form carries the answer.
(function () {
  "use strict";
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function readable(credentials) {
    return (credentials || []).map(function (one) { return Object.assign({}, one, {id: bytes(one.id)}); });
  }
  function asked(publicKey) {
    var options = Object.assign({}, publicKey, {challenge: bytes(publicKey.challenge)});
    if (options.user) options.user = Object.assign({}, options.user, {id: bytes(options.user.id)});
    if (options.excludeCredentials) options.excludeCredentials = readable(options.excludeCredentials);
    if (options.allowCredentials) options.allowCredentials = readable(options.allowCredentials);
    return {publicKey: options};
  }
  function answer(credential) {
    var signed = credential.response;
    var response = {clientDataJSON: text(signed.clientDataJSON)};
    if (signed.attestationObject) response.attestationObject = text(signed.attestationObject);
    if (signed.authenticatorData) response.authenticatorData = text(signed.authenticatorData);
    if (signed.signature) response.signature = text(signed.signature);
    if (signed.userHandle) response.userHandle = text(signed.userHandle);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }
  // The options stand in the page; at sign-in, where nobody is known yet, they are fetched.
  function optionsOf(form) {
    var here = document.getElementById(form.dataset.passkey + "-options");
    if (here) return Promise.resolve(JSON.parse(here.textContent));
    return fetch(form.action, {headers: {Accept: "application/json"}})
      .then(function (reply) { return reply.json(); })
      .then(function (data) { return data.request_options; });
  }
  function ask(form) {
    return optionsOf(form).then(function (options) {
      var question = asked(options.publicKey);
      return form.dataset.passkey === "create"
        ? navigator.credentials.create(question)
        : navigator.credentials.get(question);
    });
  }
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var failed = form.querySelector("[data-passkey-failed]");
    if (!window.PublicKeyCredential) {
      var missing = form.querySelector("[data-passkey-missing]");
      if (missing) missing.hidden = false;
      return;
    }
    form.querySelectorAll("[data-passkey-ask]").forEach(function (part) { part.hidden = false; });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (failed) failed.hidden = true;
      ask(form).then(function (credential) {
        form.elements.credential.value = answer(credential);
        form.submit();
      }).catch(function () {
        if (failed) failed.hidden = false;
      });
    });
  });
})();
