namespace Bosh.DevServer.Sasl;

/// <summary>The server's side of one SASL exchange.</summary>
internal interface ISaslMechanism
{
    /// <summary>Takes the client's next response; the first one is null when the client sent none along with its choice of the mechanism.</summary>
    SaslStep Respond(byte[]? response);
}
