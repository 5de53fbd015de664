export default function Mesh() {
  return null;
}
