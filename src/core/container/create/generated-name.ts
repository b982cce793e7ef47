const adjectives = (
  "able agile airy amber ample apt ardent azure balmy blithe bold brave breezy bright brisk calm candid cheery civil clear " +
  "clever cosmic cozy crisp curious dapper daring deft eager early earnest easy elated fair fleet fluent fond frank fresh " +
  "frosty gentle gifted glad golden grand handy hardy hasty honest humble ideal jolly keen kind lively loyal lucid lucky " +
  "lunar lush mellow merry mighty mild modest neat nimble noble open patient placid plucky polite prime proud quick quiet " +
  "rapid ready regal robust rosy rustic sage sandy serene sharp shiny silent silver sleek smart snowy solar solid sound " +
  "spry stable steady stellar sturdy sunny super swift tall tender tidy trusty upbeat urban vivid warm wise witty zesty"
).split(" ");

const surnames = (
  "abel adair agnesi alder apgar ayrton bacon banach bassi bayes bell bernal blau bondi boole born bose bragg brahe " +
  "cantor carson cerf chen clarke cohn cori dirac eddy elion erdos euler fermat fisher franklin galle gauss gibbs " +
  "goodwin haber hahn halley hamming hardy haroche heyrovsky hilbert hodgkin hooke hubble huygens ito jansky jenner joule " +
  "karle kepler klein koch kovacs kuiper lamarr lamport laplace leavitt levi lewis liskov lovell mach marconi maxwell " +
  "mayer meyer milner minsky mitchell moore nash neumann noether ohm oort payne pauli penrose perl planck poincare " +
  "rees ride rubin sabin sagan salk shannon shaw smale snell stokes swan tao tesla tharp turing volta wallace watt weyl wiles " +
  "wolf wu yonath young zhang zuse"
).split(" ");

/** A random number from 0 up to, not including, `below`. */
export type RandomBelow = (below: number) => number;

/**
 * A name for a container that was given none: `adjective_surname`, and after some tries with a digit at its end.
 * `isTaken` tells whether another container has it.
 */
export function generateName(isTaken: (name: string) => boolean, random: RandomBelow = randomBelow): string {
  for (let attempt = 0; ; attempt += 1) {
    const word = `${adjectives[random(adjectives.length)]}_${surnames[random(surnames.length)]}`;
    const name = attempt < 6 ? word : `${word}${random(10)}`;
    if (!isTaken(name)) return name;
  }
}

function randomBelow(below: number): number {
  return Math.floor(Math.random() * below);
}
