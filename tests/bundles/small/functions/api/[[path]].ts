export const onRequest = ({ params }: { params: { path: string[] } }): Response =>
  Response.json({ path: params.path });
