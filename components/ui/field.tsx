import { cloneElement, type ReactElement, type ReactNode, useId } from "react";
import { classNames } from "@/components/ui/class-names";
import { Label } from "@/components/ui/label";

type ControlProps = { id?: string; "aria-describedby"?: string; "aria-invalid"?: boolean };

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** The error and how to correct it; null or undefined when there is none. */
  error?: ReactNode;
  className?: string;
  /** One control: Input, Select or another that passes `id` and aria attributes on. */
  children: ReactElement<ControlProps>;
};

/** A control with its label, hint and error, linked for screen readers. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const ownId = useId();
  const id = children.props.id ?? ownId;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={classNames("grid gap-1.5", className)}>
      <Label htmlFor={id}>{label}</Label>
      {cloneElement(children, { id, "aria-describedby": describedBy || undefined, "aria-invalid": error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-small font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
