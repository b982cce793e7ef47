/** A record of an engine's build cache, as the engine tells it. Times are milliseconds since 1970. */
export interface CacheRecord {
  readonly id: string;
  readonly parents: readonly string[];
  readonly type: string;
  readonly description: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly usageCount: number;
  readonly inUse: boolean;
  readonly shared: boolean;
  readonly mutable: boolean;
}

/**
 * Whether a record meets all conditions of `--filter`; one of a field that is not known is met by none.
 * @throws Error in buildx's words
 */
export function cacheConditions(filter: Readonly<Record<string, readonly string[]>>): (record: CacheRecord) => boolean {
  const tests = Object.entries(filter).map(([key, values]) => {
    const [value = ""] = values;
    if (values.length > 1) throw new Error(`too many values for filter ${JSON.stringify(key)}`);
    return (record: CacheRecord): boolean => {
      const fields = fieldsOf(record)[key] ?? [];
      return key === "id" ? fields.some((field) => field.includes(value)) : fields.includes(value);
    };
  });
  return (record) => tests.every((fits) => fits(record));
}

function fieldsOf(record: CacheRecord): Readonly<Record<string, readonly string[]>> {
  const { id, parents, description, inUse, mutable, type, shared } = record;
  return {
    ...{ id: [id], parents, description: [description], type: [type] },
    ...{ inuse: [String(inUse)], mutable: [String(mutable)], immutable: [String(!mutable)] },
    ...{ shared: [String(shared)], private: [String(!shared)] },
  };
}
