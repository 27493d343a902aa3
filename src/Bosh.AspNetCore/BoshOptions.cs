namespace Bosh.AspNetCore;

/// <summary>How the connection manager behaves. Binds from the configuration section <c>Bosh</c> and is validated when the app starts.</summary>
/// <remarks>
/// Times in configuration are written <c>hh:mm:ss</c>. Beware that a bare number means days (<c>60</c> is sixty days): values out of
/// the stated limits are refused at start. A session keeps the values that were in force when it was created.
/// </remarks>
public sealed class BoshOptions
{
    /// <summary>The name of the configuration section that these options bind from.</summary>
    public const string SectionName = "Bosh";

    /// <summary>
    /// The domains that clients may connect to (the <c>to</c> attribute of XEP-0124, Session Creation Request), and the XMPP server
    /// behind each. Empty by default: then every session request is answered <c>host-unknown</c>. Names are compared without regard to case.
    /// </summary>
    public BoshDomains Domains { get; } = new();

    /// <summary>
    /// The longest time that a request is held without an answer (<c>wait</c>). A client may ask for less. Default 55 s, just below the 60 s
    /// at which nginx and Apache give up by default; at least 1 s, at most 10 minutes.
    /// </summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(55);

    /// <summary>
    /// The greatest number of requests that a session holds at a time (<c>hold</c>). A client may ask for less; it is told
    /// <c>requests</c> = hold + 1. Default 2, at least 1, at most 10.
    /// </summary>
    public int MaxHold { get; set; } = 2;

    /// <summary>
    /// How long a client may have no request with us before its session ends (XEP-0124, Inactivity). Default 60 s: enough for a page to
    /// reload; at least 1 s, at most 1 hour.
    /// </summary>
    public TimeSpan Inactivity { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The shortest interval at which a client may send empty requests (<c>polling</c>, XEP-0124, Overactivity). Default 2 s;
    /// zero lets clients poll as often as they like; at most 10 minutes. Polling sessions get this much more <see cref="Inactivity"/>, twice.
    /// </summary>
    public TimeSpan Polling { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest pause that a client may ask for (<c>maxpause</c>, XEP-0124, Inactivity). Default 120 s; zero means that pauses are not
    /// offered; at most 1 hour.
    /// </summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// How long the answer to a session request waits for the server's stream features (XEP-0206, Session Creation Response); later ones come
    /// in a later answer. Default 5 s; zero never waits; at most 1 minute.
    /// </summary>
    public TimeSpan FeaturesTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a request that came too early waits for the missing one before it (XEP-0124, In-Order Message Forwarding). When the client has
    /// no other request with us, the missing one is then skipped. Default 10 s, at least 1 s, at most 10 minutes.
    /// </summary>
    public TimeSpan GapTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The media types that clients may ask answers to have (<c>content</c>, XEP-0124, Session Creation Request), such as <c>text/plain</c>. One
    /// that is not among them gets <c>text/xml</c>. Empty by default, which means <c>text/xml</c>, <c>application/xml</c> and <c>text/plain</c>.
    /// Beware of <c>text/html</c>: answers carry what strangers write.
    /// </summary>
    public IList<string> ContentTypes { get; } = [];

    /// <summary>
    /// Whether clients may use Script Syntax (XEP-0252): requests as the query of a GET, answers as scripts, for pages that can do nothing else.
    /// Default false. Addresses get into the logs of proxies, and of the app itself: with this they hold session identifiers, credentials and
    /// messages. Any page may load scripts, whatever <see cref="Cors"/> says.
    /// </summary>
    public bool ScriptSyntax { get; set; }

    /// <summary>
    /// Whether answers of 1 KiB and more are compressed for clients that accept it (XEP-0124, HTTP Overview). Default false: over TLS, who can make
    /// text of their own appear beside a secret, as in a message, may guess the secret from the length of the compressed answer. Clients
    /// that name no <c>ver</c> never get compressed answers, because some ask for what they cannot read.
    /// </summary>
    public bool CompressAnswers { get; set; }

    /// <summary>
    /// The https address of this service. When it is set, sessions are made over TLS alone: a request for one that comes plain is answered
    /// <c>see-other-uri</c> with this address (XEP-0124, Terminal Binding Conditions). Null by default. Behind a proxy that ends TLS the app
    /// needs forwarded headers, or every request seems to come plain.
    /// </summary>
    public Uri? SecureUri { get; set; }

    /// <summary>
    /// Called for each request for a session before there is one, and for each further stream of one (<see cref="BoshLimits.MaxStreams"/>): looks at
    /// the user, chooses the server, says who the user is, or refuses. Null by default. It may be called again for the same request, when the client
    /// repeats it. When it throws, the client is answered <c>internal-server-error</c>, and the exception is logged. Services come from
    /// <c>HttpContext.RequestServices</c>.
    /// </summary>
    public Func<BoshSessionCreation, Task>? OnSessionCreating { get; set; }

    /// <summary>
    /// Whether a session that was made over TLS stays on it (XEP-0124, Connection Between Client and BOSH Service): a request for it that comes
    /// plain, or without the client certificate that it was made with, is cut off without an answer, and the session goes on. Default true. Turn it
    /// off where some of a client's requests reach the app through a proxy that ends TLS and does not say so by forwarded headers.
    /// </summary>
    public bool KeepSessionsSecure { get; set; } = true;

    /// <summary>What the connection manager takes from clients and servers at most.</summary>
    public BoshLimits Limits { get; } = new();

    /// <summary>Which web pages of other origins may use the connection manager.</summary>
    public BoshCors Cors { get; } = new();
}
