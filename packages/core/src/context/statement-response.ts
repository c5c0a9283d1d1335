import type { PendingResult, QueryResult } from '@tdbt/adapter-api'
import { HostObject, type Value } from '@tdbt/jinja'

/** dbt's AdapterResponse: prints as the command's tag. */
export class StatementResponse extends HostObject {
  constructor(
    /** The tag as psql prints it: `INSERT 0 3`. */
    readonly message: string,
    readonly code: string | null,
    readonly rowsAffected: number | null,
  ) {
    super()
  }

  static of(result: QueryResult): StatementResponse {
    return new StatementResponse(result.tag, result.tag.replace(/( \d+)+$/, ''), result.rowCount)
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case '_message':
        return this.message
      case 'code':
        return this.code
      case 'rows_affected':
        return this.rowsAffected
      default:
        return undefined
    }
  }

  override str(): string {
    return this.message
  }
}

/** The response of a statement that is still queued. */
export class PendingResponse extends HostObject {
  constructor(private readonly pending: PendingResult) {
    super()
  }

  async settle(): Promise<StatementResponse> {
    return StatementResponse.of(await this.pending.result())
  }

  override str(): string {
    return ''
  }
}
