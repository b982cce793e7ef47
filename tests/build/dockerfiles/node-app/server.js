console.log(require("twice")("ab"));
