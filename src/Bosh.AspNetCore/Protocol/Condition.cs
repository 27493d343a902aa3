namespace Bosh.AspNetCore.Protocol;

/// <summary>The terminal binding conditions (XEP-0124, Terminal Binding Conditions).</summary>
internal enum Condition : byte
{
    /// <summary>No error: the session was terminated in good order.</summary>
    None,
    BadRequest,
    HostGone,
    HostUnknown,
    ImproperAddressing,
    InternalServerError,
    ItemNotFound,
    OtherRequest,
    PolicyViolation,
    RemoteConnectionFailed,
    RemoteStreamError,
    SeeOtherUri,
    SystemShutdown,
    UndefinedCondition,
}
