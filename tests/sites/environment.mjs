// What the program that runs us said in its environment.
export function fromEnvironment(name) {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}
