namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>How the middleware got into the app.</summary>
public enum HostAppKind
{
    UseBosh,
    MapBosh,
    MapBoshInGroup,

    /// <summary>The app looks for the endpoint after it has begun to log.</summary>
    MapBoshAfterLateRouting,
}
