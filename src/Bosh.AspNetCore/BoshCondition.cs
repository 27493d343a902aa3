namespace Bosh.AspNetCore;

/// <summary>Why a client is not served (XEP-0124, Terminal Binding Conditions).</summary>
public enum BoshCondition
{
    /// <summary>The request is unacceptable as it is written. Clients that name no <c>ver</c> get HTTP status 400.</summary>
    BadRequest = 1,

    /// <summary>The domain, or the host or port of the route, is no longer served.</summary>
    HostGone,

    /// <summary>The domain, or the host or port of the route, is unknown.</summary>
    HostUnknown,

    /// <summary>The domain or the route is missing.</summary>
    ImproperAddressing,

    /// <summary>Something went wrong here.</summary>
    InternalServerError,

    /// <summary>There is no such session. Clients that name no <c>ver</c> get HTTP status 404.</summary>
    ItemNotFound,

    /// <summary>Another request made the session end.</summary>
    OtherRequest,

    /// <summary>The client has broken the rules. Clients that name no <c>ver</c> get HTTP status 403.</summary>
    PolicyViolation,

    /// <summary>The server cannot be reached, or not securely.</summary>
    RemoteConnectionFailed,

    /// <summary>The server has ended the stream with an error.</summary>
    RemoteStreamError,

    /// <summary>The service is at another address.</summary>
    SeeOtherUri,

    /// <summary>The service is being shut down.</summary>
    SystemShutdown,

    /// <summary>None of these. The answer should say more, in terms of the application.</summary>
    UndefinedCondition,
}
