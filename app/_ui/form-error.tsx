/** Why a form was not taken, told at once; nothing while there is no reason. */
export function FormError({ message }: { message: string | null | undefined }) {
  return message ? (
    <p role="alert" className="text-bad">
      {message}
    </p>
  ) : null;
}
