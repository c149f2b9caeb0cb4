import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { operationNotFound } from './errors.ts';
import { filters, OPERATION_FILTERS, passes } from './filters.ts';
import { cloudMapOperation, id, pageOf, paging } from './inputs.ts';
import type { LoggedOperation } from './operation-log.ts';
import type { CloudMapState } from './state.ts';

const listInput = z.object({ ...paging, Filters: filters(OPERATION_FILTERS) });

export function operationOperations({ operations }: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    GetOperation: cloudMapOperation(z.object({ OperationId: id }), ({ OperationId }) => {
      const found = operations.all.get(OperationId);
      if (found === undefined) throw operationNotFound(OperationId);
      return { Operation: details(found) };
    }),
    ListOperations: cloudMapOperation(listInput, ({ MaxResults, NextToken, Filters }) => {
      const passing = [...operations.all.values()].filter(({ status, updateDate, request: { type, targets } }) =>
        passes(Filters, { NAMESPACE_ID: targets.NAMESPACE, SERVICE_ID: targets.SERVICE, STATUS: status, TYPE: type, UPDATE_DATE: updateDate.getTime() }),
      );
      const cut = pageOf(passing, ({ id }) => id, MaxResults, NextToken);
      return { Operations: cut.items.map(({ id, status }) => ({ Id: id, Status: status })), NextToken: cut.next };
    }),
  };
}

function details({ id, request, status, createDate, updateDate, error }: LoggedOperation): Record<string, unknown> {
  return { Id: id, Type: request.type, Status: status, ErrorCode: error?.code, ErrorMessage: error?.message, CreateDate: createDate, UpdateDate: updateDate, Targets: request.targets };
}
