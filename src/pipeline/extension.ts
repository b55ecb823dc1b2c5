/** Of a resource's name: lower case, without the dot; '' when it has none. */
export const extensionOf = (resource: string): string => {
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
};
