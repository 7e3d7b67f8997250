export const onRequest = async (context: { next: () => Promise<Response> }): Promise<Response> => {
  const response = new Response((await context.next()).body, { status: 200 });
  response.headers.set("x-middleware", "ran");
  return response;
};
